import type { Container } from 'inversify';
import { systemClock } from '../adapters/system/system-clock.ts';
import { FindAccount } from '../domain/accounts/find-account.ts';
import { LoadChannels } from '../domain/accounts/load-channels.ts';
import { SaveCredentials } from '../domain/accounts/save-credentials.ts';
import { SetAccountState } from '../domain/accounts/set-account-state.ts';
import { defaultGateLimits } from '../domain/delivery/gate.ts';
import { Lanes } from '../domain/delivery/lanes.ts';
import { DeliverToContactCenter } from '../domain/messaging/deliver-to-contact-center.ts';
import { FindSent } from '../domain/messaging/find-sent.ts';
import { accountTarget, contactCenterTarget } from '../domain/messaging/lanes-of.ts';
import { ReceiveAccountEvents } from '../domain/messaging/receive-account-events.ts';
import { ReceiveAgentMessage } from '../domain/messaging/receive-agent-message.ts';
import { SendToCustomer } from '../domain/messaging/send-to-customer.ts';
import { RegisterAndSubscribe } from '../domain/subscription/register-and-subscribe.ts';
import type { Configuration } from './configuration.ts';
import { tokens } from './tokens.ts';

/** The use cases, and the engine that delivers. */
export function bindUseCases(container: Container): void {
  bindAccounts(container);
  bindMessaging(container);
  const { profiles, saveCredentials, subscriptions } = tokens;
  container
    .bind(tokens.registerAndSubscribe)
    .toResolvedValue(
      (...parts) => new RegisterAndSubscribe(...parts),
      [profiles, subscriptions, saveCredentials],
    );
}

function bindAccounts(container: Container): void {
  const { accounts, channelDirectory, channelTypes, lanes, observer, saveCredentials } = tokens;
  container
    .bind(saveCredentials)
    .toResolvedValue(
      (known, notices, engine) =>
        new SaveCredentials(known, notices, (id) => engine.recovered(accountTarget(id))),
      [accounts, observer, lanes],
    );
  container
    .bind(tokens.setAccountState)
    .toResolvedValue((...parts) => new SetAccountState(...parts), [accounts, observer]);
  container
    .bind(tokens.findAccount)
    .toResolvedValue(
      (...parts) => new FindAccount(...parts),
      [accounts, channelDirectory, saveCredentials],
    );
  container
    .bind(tokens.loadChannels)
    .toResolvedValue(
      (...parts) => new LoadChannels(...parts),
      [channelDirectory, channelTypes, saveCredentials, observer],
    );
}

function bindMessaging(container: Container): void {
  const { accounts, configuration, directMessages, findAccount, lanes, observer } = tokens;
  container
    .bind(tokens.findSent)
    .toResolvedValue(
      (messages, ledger, notices, { ECHO_WAIT_MS }) =>
        new FindSent(messages, ledger, systemClock, notices, ECHO_WAIT_MS),
      [directMessages, tokens.ledger, observer, configuration],
    );
  container.bind(tokens.sendToCustomer).toResolvedValue(
    (messages, findSent, known, setAccountState, { AGENT_MESSAGE_AGE_MAX_MS }) =>
      new SendToCustomer({
        directMessages: messages,
        findSent,
        accounts: known,
        setAccountState,
        clock: systemClock,
        ageMaxMs: AGENT_MESSAGE_AGE_MAX_MS,
      }),
    [directMessages, tokens.findSent, accounts, tokens.setAccountState, configuration],
  );
  container
    .bind(tokens.deliverToContactCenter)
    .toResolvedValue(
      (contactCenter, { CUSTOMER_MESSAGE_AGE_MAX_MS }) =>
        new DeliverToContactCenter(contactCenter, CUSTOMER_MESSAGE_AGE_MAX_MS),
      [tokens.contactCenter, configuration],
    );
  container.bind(lanes).toResolvedValue(
    (store, notices, inward, outward, settings) =>
      new Lanes({
        store,
        clock: systemClock,
        observer: notices,
        delivererOf: ({ target }) => (target === contactCenterTarget ? inward : outward),
        timings: timingsFrom(settings),
        random: Math.random,
      }),
    [tokens.store, observer, tokens.deliverToContactCenter, tokens.sendToCustomer, configuration],
  );
  container
    .bind(tokens.receiveAccountEvents)
    .toResolvedValue(
      (engine, known, notices) => new ReceiveAccountEvents(engine, known, systemClock, notices),
      [lanes, accounts, observer],
    );
  container
    .bind(tokens.receiveAgentMessage)
    .toResolvedValue(
      (engine, find, notices) => new ReceiveAgentMessage(engine, find, systemClock, notices),
      [lanes, findAccount, observer],
    );
}

function timingsFrom(settings: Configuration) {
  return {
    leaseMs: settings.LEASE_MS,
    sendTimeoutMs: Math.max(settings.TWITTER_TIMEOUT_MS, settings.CCM_TIMEOUT_MS),
    echoWaitMs: settings.ECHO_WAIT_MS,
    burnedMax: 10,
    backoff: {
      firstMs: settings.RETRY_FIRST_MS,
      earlyCapMs: settings.RETRY_EARLY_CAP_MS,
      lateCapMs: settings.RETRY_LATE_CAP_MS,
      earlyForMs: 60_000,
    },
    gate: defaultGateLimits,
  };
}
