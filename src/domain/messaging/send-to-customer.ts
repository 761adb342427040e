import type { Account } from '../accounts/account.ts';
import type { Accounts } from '../accounts/accounts.ts';
import { capabilitiesOf } from '../accounts/capabilities.ts';
import type { SetAccountState } from '../accounts/set-account-state.ts';
import type { Clock } from '../delivery/clock.ts';
import type { Deliverer, Step } from '../delivery/deliverer.ts';
import type { Arrival, Head } from '../delivery/lane.ts';
import { Failure } from '../errors.ts';
import type { AttachMedia } from '../media/attach-media.ts';
import type { FileStore } from '../media/file-store.ts';
import type { AgentMessage } from './agent-message.ts';
import { failed } from './delivery-report.ts';
import type { DirectMessages } from './direct-messages.ts';
import type { FindSent } from './find-sent.ts';
import { type Outgoing, type Progress, progressOf } from './outgoing.ts';
import { toldWhenOver } from './send-outcome.ts';
import { nextParts } from './send-parts.ts';
import type { Sendable, SendSlots, Slot, Waiting } from './send-slots.ts';
import { advancedTo, sentStep } from './send-step.ts';
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
  readonly slots?: Pick<SendSlots, 'take' | 'refused'>;
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
    const forms = () => nextParts(content, progress, capabilitiesOf(account));
    const [part] = forms();
    if (part === undefined) throw new Failure('internal', 'more was sent than there is');
    const toUpload = progress.mediaId === undefined ? part.outgoing.file : undefined;
    const { clock, findSent, slots } = this.#parts;
    if (head.doubtSinceMs > 0) {
      if (toUpload !== undefined) return advancedTo(progress);
      const found = await findSent.execute(account, message, [...forms()], head);
      if (found === 'not-sent') return { kind: 'advanced', progress: head.progress };
      if ('againAtMs' in found) return { kind: 'wait', untilMs: found.againAtMs };
      return sentStep(message, found.part, found, progress, clock.now());
    }
    if (toUpload !== undefined) return this.#attach(account, toUpload, progress);
    const sendable = sendableOf(message);
    const slot = slots?.take(account, sendable) ?? unlimited;
    if ('untilMs' in slot) return this.#waiting(head, message, slot);
    try {
      const sending = this.#send(account, message, part.outgoing, progress);
      const sent = await toldWhenOver(sending, slot.over);
      return sentStep(message, part, sent, progress, clock.now());
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      const turn = slots?.refused(account, sendable, thrown);
      if (turn !== undefined) return this.#waiting(head, message, turn);
      if (thrown.code !== 'media-refused' || progress.refused) throw thrown;
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

  /**
   * Uploading has no effect that the customer sees, so it may be done again after a crash. X may
   * refuse it where it takes messages, so a refusal says nothing of the account; but one that only
   * counts as of v1.1 may be of v2, and that is asked when X begins to refuse it.
   */
  async #attach(account: Account, file: string, progress: Progress): Promise<Step> {
    try {
      const attaching = this.#parts.attachMedia.execute(account, file);
      const isAssumed = account.apis === undefined;
      const mediaId = await (isAssumed ? this.#authorized(account, attaching) : attaching);
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
}

/** Internal services write by themselves, as bots do. */
const sendableOf = ({ customerId, origin, writer }: AgentMessage): Sendable => ({
  customerId,
  writer: writer ?? (origin === 'api' ? 'bot' : 'agent'),
});

const unlimited: Slot = { over: () => {} };
