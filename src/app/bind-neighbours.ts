import type { Container } from 'inversify';
import { CcmChannelDirectory } from '../adapters/cim/ccm/ccm-channel-directory.ts';
import { CcmClient } from '../adapters/cim/ccm/ccm-client.ts';
import { CcmContactCenter } from '../adapters/cim/ccm/ccm-contact-center.ts';
import { FileEngineStore } from '../adapters/cim/file-engine/file-engine-store.ts';
import { systemClock } from '../adapters/system/system-clock.ts';
import { TwitterApiProbe } from '../adapters/twitter/rest/accounts/twitter-api-probe.ts';
import { TwitterClient } from '../adapters/twitter/rest/client/twitter-client.ts';
import { TwitterDirectMessages } from '../adapters/twitter/rest/messages/twitter-direct-messages.ts';
import { TwitterPastEvents } from '../adapters/twitter/rest/messages/twitter-past-events.ts';
import { TwitterCustomerMedia } from '../adapters/twitter/rest/media/twitter-customer-media.ts';
import { TwitterV1DirectMessages } from '../adapters/twitter/rest/messages/twitter-v1-direct-messages.ts';
import { TwitterProfiles } from '../adapters/twitter/rest/accounts/twitter-profiles.ts';
import { TwitterRateBudgets } from '../adapters/twitter/rest/client/twitter-rate-budgets.ts';
import { TwitterV2DirectMessages } from '../adapters/twitter/rest/messages/twitter-v2-direct-messages.ts';
import { UserTokens } from '../adapters/twitter/rest/accounts/user-tokens.ts';
import { messagesInV1 } from '../adapters/twitter/rest/messages/v1-messages.ts';
import { messagesInV2 } from '../adapters/twitter/rest/messages/v2-messages.ts';
import { tokens } from './tokens.ts';

/** X and CCM. */
export function bindNeighbours(container: Container): void {
  bindX(container);
  bindMessagesOfX(container);
  bindFiles(container);
  bindContactCenter(container);
}

/** X, how accounts prove themselves there, and what may be asked about them. */
function bindX(container: Container): void {
  const { configuration, twitter, userAuthentication } = tokens;
  container.bind(tokens.rateBudgets).toResolvedValue(() => new TwitterRateBudgets(), []);
  container.bind(twitter).toResolvedValue(
    ({ TWITTER_API_URL, TWITTER_TIMEOUT_MS }, budgets) =>
      new TwitterClient({
        baseUrl: TWITTER_API_URL,
        timeoutMs: TWITTER_TIMEOUT_MS,
        answered: (request, headers) => budgets.note(request, headers),
        spentUntilMs: (request) => budgets.spentUntilMs(request),
      }),
    [configuration, tokens.rateBudgets],
  );
  container
    .bind(userAuthentication)
    .toResolvedValue(
      (client, accounts, duties) =>
        new UserTokens({ client, accounts, duties, clock: systemClock }),
      [twitter, tokens.accounts, tokens.duties],
    );
  container
    .bind(tokens.apiProbe)
    .toResolvedValue(
      (...parts) => new TwitterApiProbe(...parts),
      [twitter, userAuthentication, tokens.appBearer],
    );
  container
    .bind(tokens.profiles)
    .toResolvedValue((...parts) => new TwitterProfiles(...parts), [twitter, userAuthentication]);
}

function bindMessagesOfX(container: Container): void {
  const { configuration, twitter } = tokens;
  container.bind(tokens.directMessages).toResolvedValue(
    (client, users) =>
      new TwitterDirectMessages({
        'v1.1': new TwitterV1DirectMessages(client),
        v2: new TwitterV2DirectMessages(client, users),
      }),
    [twitter, tokens.userAuthentication],
  );
  container
    .bind(tokens.pastEvents)
    .toResolvedValue(
      (client, users) =>
        new TwitterPastEvents({ 'v1.1': messagesInV1(client), v2: messagesInV2(client, users) }),
      [twitter, tokens.userAuthentication],
    );
  container.bind(tokens.customerMedia).toResolvedValue(
    (settings, api, users) =>
      new TwitterCustomerMedia({
        api,
        apiUrl: settings.TWITTER_API_URL,
        users,
        uploadUrl: settings.TWITTER_UPLOAD_URL,
        mediaHosts: settings.TWITTER_MEDIA_HOSTS,
        clock: systemClock,
        idleTimeoutMs: settings.MEDIA_IDLE_TIMEOUT_MS,
      }),
    [configuration, twitter, tokens.userAuthentication],
  );
}

function bindFiles(container: Container): void {
  container.bind(tokens.files).toResolvedValue(
    ({ FILE_ENGINE_PUBLIC_URL, FILE_ENGINE_URL, MEDIA_IDLE_TIMEOUT_MS }) =>
      new FileEngineStore({
        url: FILE_ENGINE_URL,
        clock: systemClock,
        idleTimeoutMs: MEDIA_IDLE_TIMEOUT_MS,
        ...(FILE_ENGINE_PUBLIC_URL !== undefined && { publicUrl: FILE_ENGINE_PUBLIC_URL }),
      }),
    [tokens.configuration],
  );
}

function bindContactCenter(container: Container): void {
  const { ccm, configuration } = tokens;
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
        clock: systemClock,
        reportFailedAs: FAILED_SENDER_TYPE,
      }),
    [ccm, configuration],
  );
  container
    .bind(tokens.channelDirectory)
    .toResolvedValue((client) => new CcmChannelDirectory(client), [ccm]);
}
