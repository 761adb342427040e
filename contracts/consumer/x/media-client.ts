import { TwitterCustomerMedia } from '../../../src/adapters/twitter/rest/media/twitter-customer-media.ts';
import {
  signing,
  type UserAuthentication,
} from '../../../src/adapters/twitter/rest/accounts/user-authentication.ts';
import { sentAtMs } from '../../people.ts';
import type { Clock } from '../../../src/domain/delivery/clock.ts';
import { withX } from './client.ts';

/** Waits for nothing. */
const hasty: Clock = {
  now: () => sentAtMs,
  after: (_, task) => {
    const soon = setImmediate(task);
    return () => clearImmediate(soon);
  },
  soon: setImmediate,
};

/** Lets something be done with our client of X's media. */
export async function withMedia<T>(
  url: string,
  act: (media: TwitterCustomerMedia) => Promise<T>,
  users: UserAuthentication = signing,
): Promise<T> {
  const mediaHosts = [new URL(url).host, 'ton.twitter.com'];
  return withX(url, async (api) => {
    const x = { api, apiUrl: url, uploadUrl: url, users };
    const media = new TwitterCustomerMedia({ ...x, mediaHosts, clock: hasty });
    try {
      return await act(media);
    } finally {
      await media.close();
    }
  });
}
