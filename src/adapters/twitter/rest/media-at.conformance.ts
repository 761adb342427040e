import { TwitterClient } from './twitter-client.ts';
import {
  TwitterRestCustomerMedia,
  type TwitterRestCustomerMediaOptions,
} from './twitter-rest-customer-media.ts';
import { signing } from './user-authentication.ts';

/** Media of an X that has everything at one URL, for accounts that sign. */
export function mediaAt(
  url: string,
  options: Partial<TwitterRestCustomerMediaOptions> &
    Pick<TwitterRestCustomerMediaOptions, 'clock'>,
): TwitterRestCustomerMedia {
  const api = new TwitterClient({ baseUrl: url, now: () => options.clock.now() });
  const here = { api, apiUrl: url, uploadUrl: url, users: signing };
  return new TwitterRestCustomerMedia({ ...here, mediaHosts: [], ...options });
}
