import { TwitterRestCustomerMedia } from '../../../src/adapters/twitter/rest/twitter-rest-customer-media.ts';
import { sentAtMs } from '../../people.ts';
import type { Clock } from '../../../src/domain/delivery/clock.ts';

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
  act: (media: TwitterRestCustomerMedia) => Promise<T>,
): Promise<T> {
  const mediaHosts = [new URL(url).host];
  const media = new TwitterRestCustomerMedia({ uploadUrl: url, mediaHosts, clock: hasty });
  try {
    return await act(media);
  } finally {
    await media.close();
  }
}
