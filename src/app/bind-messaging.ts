import type { Container } from 'inversify';
import { systemClock } from '../adapters/system/system-clock.ts';
import { defaultGateLimits } from '../domain/delivery/gate.ts';
import { Lanes } from '../domain/delivery/lanes.ts';
import { AttachMedia } from '../domain/media/attach-media.ts';
import { KeepAttachment } from '../domain/media/keep-attachment.ts';
import { DeliverToContactCenter } from '../domain/messaging/deliver-to-contact-center.ts';
import { FindSent } from '../domain/messaging/find-sent.ts';
import { ReceiveAccountEvents } from '../domain/messaging/receive-account-events.ts';
import { ReceiveAgentMessage } from '../domain/messaging/receive-agent-message.ts';
import { SendSlots } from '../domain/messaging/send-slots.ts';
import { SendToCustomer } from '../domain/messaging/send-to-customer.ts';
import { ShowRead } from '../domain/messaging/show-read.ts';
import { Typing } from '../domain/messaging/typing.ts';
import type { Configuration } from './configuration.ts';
import { tokens } from './tokens.ts';

/** What carries messages: what is received, the engine, and what it delivers. */
export function bindMessaging(container: Container): void {
  bindMedia(container);
  bindOutward(container);
  bindInward(container);
  bindReceivers(container);
  container.bind(tokens.lanes).toResolvedValue(
    (store, observer, inward, outward, reads, settings, tracing) =>
      new Lanes({
        store,
        clock: systemClock,
        observer,
        delivererOf: ({ lane }) =>
          lane.startsWith('in/') ? inward : lane.startsWith('read/') ? reads : outward,
        timings: timingsFrom(settings),
        random: Math.random,
        tracing,
      }),
    [
      tokens.store,
      tokens.observer,
      tokens.deliverToContactCenter,
      tokens.sendToCustomer,
      tokens.showRead,
      tokens.configuration,
      tokens.tracing,
    ],
  );
}

function bindMedia(container: Container): void {
  const { configuration, customerMedia, files, observer } = tokens;
  container
    .bind(tokens.attachMedia)
    .toResolvedValue(
      (store, media, { MEDIA_TIMEOUT_MS }, notices) =>
        new AttachMedia(store, media, systemClock, MEDIA_TIMEOUT_MS, notices),
      [files, customerMedia, configuration, observer],
    );
  container
    .bind(tokens.keepAttachment)
    .toResolvedValue(
      (media, store, { MEDIA_TIMEOUT_MS }, notices) =>
        new KeepAttachment(media, store, systemClock, MEDIA_TIMEOUT_MS, notices),
      [customerMedia, files, configuration, observer],
    );
}

function bindOutward(container: Container): void {
  const { accounts, configuration, directMessages, ledger, observer } = tokens;
  container
    .bind(tokens.findSent)
    .toResolvedValue(
      (messages, known, notices, { ECHO_WAIT_MS }) =>
        new FindSent(messages, known, systemClock, notices, ECHO_WAIT_MS),
      [directMessages, ledger, observer, configuration],
    );
  container
    .bind(tokens.sendSlots)
    .toResolvedValue((budgets) => new SendSlots(budgets, systemClock), [tokens.rateBudgets]);
  container.bind(tokens.sendToCustomer).toResolvedValue(
    (messages, attachMedia, files, findSent, known, setAccountState, settings, slots) =>
      new SendToCustomer({
        directMessages: messages,
        attachMedia,
        files,
        findSent,
        accounts: known,
        setAccountState,
        clock: systemClock,
        ageMaxMs: settings.AGENT_MESSAGE_AGE_MAX_MS,
        slots,
      }),
    [
      directMessages,
      tokens.attachMedia,
      tokens.files,
      tokens.findSent,
      accounts,
      tokens.setAccountState,
      configuration,
      tokens.sendSlots,
    ],
  );
}

function bindInward(container: Container): void {
  const { accounts, configuration, directMessages, ledger } = tokens;
  container.bind(tokens.deliverToContactCenter).toResolvedValue(
    (contactCenter, keepAttachment, known, entries, settings, slots) =>
      new DeliverToContactCenter({
        contactCenter,
        keepAttachment,
        accounts: known,
        ledger: entries,
        clock: systemClock,
        ageMaxMs: settings.CUSTOMER_MESSAGE_AGE_MAX_MS,
        attachmentPatienceMs: settings.ATTACHMENT_PATIENCE_MS,
        wrote: (...who) => slots.wrote(...who),
      }),
    [
      tokens.contactCenter,
      tokens.keepAttachment,
      accounts,
      ledger,
      configuration,
      tokens.sendSlots,
    ],
  );
  container
    .bind(tokens.showRead)
    .toResolvedValue(
      (messages, known) => new ShowRead(messages, known, systemClock),
      [directMessages, accounts],
    );
}

function bindReceivers(container: Container): void {
  const { accounts, contactCenter, directMessages, findAccount, lanes, observer } = tokens;
  container.bind(tokens.typing).toResolvedValue(
    (center, messages, known, engine) =>
      new Typing({
        contactCenter: center,
        directMessages: messages,
        accounts: known,
        clock: systemClock,
        inTrouble: (target) => engine.targets().get(target)?.troubleSinceMs !== undefined,
        tell: (arrival) => engine.accept([arrival]),
      }),
    [contactCenter, directMessages, accounts, lanes],
  );
  container.bind(tokens.receiveAccountEvents).toResolvedValue(
    (engine, known, notices, typing, lastEvents, noteReplayed) =>
      new ReceiveAccountEvents(
        engine,
        known,
        systemClock,
        notices,
        (accountId, customerId) => typing.fromCustomer(accountId, customerId),
        lastEvents,
        (jobId, complete) => void noteReplayed.execute(jobId, complete),
      ),
    [lanes, accounts, observer, tokens.typing, tokens.lastEvents, tokens.noteReplayed],
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
