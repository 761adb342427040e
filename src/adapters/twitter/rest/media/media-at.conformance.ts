import { TwitterClient } from '../client/twitter-client.ts';
import {
  TwitterCustomerMedia,
  type TwitterCustomerMediaOptions,
} from './twitter-customer-media.ts';
import { signing } from '../accounts/user-authentication.ts';

/** Media of an X that has everything at one URL, for accounts that sign. */
export function mediaAt(
  url: string,
  options: Partial<TwitterCustomerMediaOptions> & Pick<TwitterCustomerMediaOptions, 'clock'>,
): TwitterCustomerMedia {
  const api = new TwitterClient({ baseUrl: url, now: () => options.clock.now() });
  const here = { api, apiUrl: url, uploadUrl: url, users: signing };
  return new TwitterCustomerMedia({ ...here, mediaHosts: [], ...options });
}
