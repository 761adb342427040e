import type { Container } from 'inversify';
import { CcmChannelDirectory } from '../adapters/cim/ccm/ccm-channel-directory.ts';
import { CcmClient } from '../adapters/cim/ccm/ccm-client.ts';
import { CcmContactCenter } from '../adapters/cim/ccm/ccm-contact-center.ts';
import { systemClock } from '../adapters/system/system-clock.ts';
import { TwitterClient } from '../adapters/twitter/rest/twitter-client.ts';
import { TwitterRestDirectMessages } from '../adapters/twitter/rest/twitter-rest-direct-messages.ts';
import { TwitterRestProfiles } from '../adapters/twitter/rest/twitter-rest-profiles.ts';
import { TwitterRestSubscriptions } from '../adapters/twitter/rest/twitter-rest-subscriptions.ts';
import { tokens } from './tokens.ts';

/** X and CCM. */
export function bindNeighbours(container: Container): void {
  const { ccm, configuration, twitter } = tokens;
  container
    .bind(twitter)
    .toResolvedValue(
      ({ TWITTER_API_URL, TWITTER_TIMEOUT_MS }) =>
        new TwitterClient({ baseUrl: TWITTER_API_URL, timeoutMs: TWITTER_TIMEOUT_MS }),
      [configuration],
    );
  container
    .bind(tokens.directMessages)
    .toResolvedValue((client) => new TwitterRestDirectMessages(client), [twitter]);
  container
    .bind(tokens.subscriptions)
    .toResolvedValue((client) => new TwitterRestSubscriptions(client), [twitter]);
  container
    .bind(tokens.profiles)
    .toResolvedValue((client) => new TwitterRestProfiles(client), [twitter]);

  container
    .bind(ccm)
    .toResolvedValue(
      ({ CCM_URL, CCM_TIMEOUT_MS }) =>
        new CcmClient({ url: CCM_URL, clock: systemClock, timeoutMs: CCM_TIMEOUT_MS }),
      [configuration],
    );
  container.bind(tokens.contactCenter).toResolvedValue(
    (client, { CCM_MESSAGE_PATH, FAILED_SENDER_TYPE }) =>
      new CcmContactCenter(client, {
        messagePath: CCM_MESSAGE_PATH,
        reportFailedAs: FAILED_SENDER_TYPE,
      }),
    [ccm, configuration],
  );
  container
    .bind(tokens.channelDirectory)
    .toResolvedValue((client) => new CcmChannelDirectory(client), [ccm]);
}
