import type { Account } from '../accounts/account.ts';
import type { Accounts } from '../accounts/accounts.ts';
import { capabilitiesOf } from '../accounts/capabilities.ts';
import type { SetAccountState } from '../accounts/set-account-state.ts';
import type { Clock } from '../delivery/clock.ts';
import type { Deliverer, Step } from '../delivery/deliverer.ts';
import type { Arrival, Head, LedgerEntry } from '../delivery/lane.ts';
import { Failure } from '../errors.ts';
import type { AttachMedia } from '../media/attach-media.ts';
import type { FileStore } from '../media/file-store.ts';
import { type AgentMessage, ledgerIdOf } from './agent-message.ts';
import { delivered, failed } from './delivery-report.ts';
import type { DirectMessages } from './direct-messages.ts';
import type { FindSent } from './find-sent.ts';
import { fingerprint } from './fingerprint.ts';
import { missingFor, missingNotice } from './missing-capabilities.ts';
import { menuOf, type Outgoing, outgoingFor, type Progress, progressOf } from './outgoing.ts';
import { toldWhenOver } from './send-outcome.ts';
import type { Sendable, SendSlots, Slot } from './send-slots.ts';
import { waitNotice } from './wait-notice.ts';

export interface SendToCustomerParts {
  readonly directMessages: DirectMessages;
  readonly attachMedia: AttachMedia;
  readonly files: FileStore;
  readonly findSent: FindSent;
  readonly accounts: Accounts;
  readonly setAccountState: SetAccountState;
  readonly clock: Clock;
  readonly ageMaxMs: number;
  /** Absent: nothing is known of limits. */
  readonly slots?: Pick<SendSlots, 'take'>;
}

/**
 * Sends agents' messages to customers, one direct message an attempt: a long text is several, a
 * file is uploaded first. A direct message in doubt is looked for before it is sent again.
 */
export class SendToCustomer implements Deliverer {
  readonly ageMaxMs: number;
  readonly #parts: SendToCustomerParts;

  constructor(parts: SendToCustomerParts) {
    this.#parts = parts;
    this.ageMaxMs = parts.ageMaxMs;
  }

  async execute(head: Head): Promise<Step> {
    const message = JSON.parse(head.body) as AgentMessage;
    const { content } = message;
    if (content.kind === 'unsupported') throw new Failure('unsupported', content.type);
    const account = this.#accountOf(message);
    const progress = progressOf(head.progress);
    const capabilities = capabilitiesOf(account);
    const all = outgoingFor(content, progress, capabilities);
    const outgoing = all[progress.next];
    if (outgoing === undefined) throw new Failure('internal', 'more was sent than there is');
    const last = progress.next + 1 >= all.length;
    const toUpload = progress.mediaId === undefined ? outgoing.file : undefined;
    if (head.doubtSinceMs > 0) {
      if (toUpload !== undefined) return advancedTo(progress);
      const found = await this.#parts.findSent.execute(account, message, outgoing, head);
      if (found === 'not-sent') return { kind: 'advanced', progress: head.progress };
      if ('againAtMs' in found) return { kind: 'wait', untilMs: found.againAtMs };
      return this.#sent(message, outgoing, found, progress, last);
    }
    if (toUpload !== undefined) return this.#attach(account, toUpload, progress);
    const slot = this.#parts.slots?.take(account, sendableOf(message)) ?? unlimited;
    if ('untilMs' in slot) return this.#waiting(head, message, slot);
    try {
      const sending = this.#send(account, message, outgoing, progress);
      const sent = await toldWhenOver(sending, slot.over);
      return this.#sent(message, outgoing, sent, progress, last);
    } catch (thrown) {
      const again = thrown instanceof Failure && thrown.code === 'media-refused';
      if (!again || progress.refused) throw thrown;
      return advancedTo({ next: progress.next, refused: true });
    }
  }

  #waiting(head: Head, message: AgentMessage, { untilMs, turnMs }: Waiting): Step {
    const times = { turnMs, givenUpMs: head.acceptedAtMs + this.ageMaxMs };
    return { kind: 'wait', untilMs, tell: waitNotice(message, times, this.#parts.clock.now()) };
  }

  buried(head: Head, failure: Failure): readonly Arrival[] {
    const message = JSON.parse(head.body) as AgentMessage;
    return failed(message, failure, this.#parts.clock.now());
  }

  #accountOf({ accountId }: AgentMessage): Account {
    const account = this.#parts.accounts.find(accountId);
    if (account === undefined) throw new Failure('not-found', `account ${accountId} was removed`);
    if (account.state === 'revoked') throw new Failure('unauthorized', 'access was revoked');
    return account;
  }

  /** Uploading has no effect that the customer sees, so it may be done again after a crash. */
  async #attach(account: Account, file: string, progress: Progress): Promise<Step> {
    try {
      const attaching = this.#parts.attachMedia.execute(account, file);
      const mediaId = await this.#authorized(account, attaching);
      return advancedTo({ ...progress, mediaId });
    } catch (thrown) {
      if (!(thrown instanceof Failure) || thrown.code !== 'unsupported') throw thrown;
      const link = this.#parts.files.publicUrl(file);
      if (link === undefined) throw thrown;
      return advancedTo({ next: progress.next, link });
    }
  }

  async #send(
    account: Account,
    { customerId }: AgentMessage,
    { file, ...outgoing }: Outgoing,
    { mediaId }: Progress,
  ) {
    const attachment =
      file !== undefined && mediaId !== undefined
        ? ({ kind: 'media', mediaId } as const)
        : outgoing.attachment;
    const message = { ...outgoing, account, customerId, ...(attachment && { attachment }) };
    const sent = await this.#authorized(account, this.#parts.directMessages.send(message));
    await this.#parts.setAccountState.execute(account, 'active');
    return sent;
  }

  /** The same outcome; that X refuses the account's credentials is kept with the account. */
  async #authorized<T>(account: Account, outcome: Promise<T>): Promise<T> {
    try {
      return await outcome;
    } catch (thrown) {
      if (thrown instanceof Failure && thrown.code === 'unauthorized') {
        await this.#parts.setAccountState.execute(account, 'unauthorized');
      }
      throw thrown;
    }
  }

  #sent(
    message: AgentMessage,
    { file, text }: Outgoing,
    { eventId, sentAtMs }: { readonly eventId: string; readonly sentAtMs: number },
    { next, link }: Progress,
    last: boolean,
  ): Step {
    const { accountId, customerId } = message;
    const menu = last ? menuOf(message) : undefined;
    const entry: LedgerEntry = {
      accountId,
      customerId,
      eventId,
      cimId: ledgerIdOf(message),
      sentAtMs,
      fingerprint: fingerprint(text, file !== undefined),
      ...(menu !== undefined && { menu: JSON.stringify(menu) }),
    };
    if (!last) return advancedTo({ next: next + 1, ...(link !== undefined && { link }) }, entry);
    const nowMs = this.#parts.clock.now();
    const follow = [...delivered(message, eventId, nowMs), ...this.#degraded(message, nowMs)];
    return { kind: 'done', follow, entry };
  }

  /** What the agent is told of a message that was sent otherwise than it was meant. */
  #degraded(message: AgentMessage, nowMs: number): readonly Arrival[] {
    const account = this.#parts.accounts.find(message.accountId);
    if (account === undefined || message.origin !== undefined) return [];
    const missing = missingFor(message.content, capabilitiesOf(account));
    return missing === undefined ? [] : [missingNotice(message, missing, nowMs)];
  }
}

/** Internal services write by themselves, as bots do. */
const sendableOf = ({ customerId, origin, writer }: AgentMessage): Sendable => ({
  customerId,
  writer: writer ?? (origin === 'api' ? 'bot' : 'agent'),
});

type Waiting = Extract<Slot, { turnMs: number }>;

const unlimited: Slot = { over: () => {} };

const advancedTo = (progress: Progress, entry?: LedgerEntry): Step => ({
  kind: 'advanced',
  progress: JSON.stringify(progress),
  ...(entry !== undefined && { entry }),
});
