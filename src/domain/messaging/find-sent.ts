import type { Account } from '../accounts/account.ts';
import type { Clock } from '../delivery/clock.ts';
import type { Head } from '../delivery/lane.ts';
import type { Ledger } from '../delivery/ledger.ts';
import { Failure } from '../errors.ts';
import type { Observer } from '../observer.ts';
import type { AgentMessage } from './agent-message.ts';
import { sentAtMsOf } from './cim-id.ts';
import type { SentMessage } from './direct-message.ts';
import type { DirectMessages } from './direct-messages.ts';
import { fingerprint } from './fingerprint.ts';
import type { Part } from './send-parts.ts';

/**
 * How far X's clock and ours may be apart without a sent message being overlooked; with more, X
 * refuses our signatures.
 */
const clockToleranceMs = 300_000;

/** How long there is no further look-up after one that failed so, unless X says how long. */
const pausesMs = { throttled: 60_000, unavailable: 5_000, uncertain: 5_000 } as const;

/** Look-ups of an account begin at such round times, so that they can be shared. */
const roundMs = 60_000;

interface LookUp {
  readonly startedAtMs: number;
  readonly notBeforeMs: number;
  readonly sent: Promise<readonly SentMessage[]>;
}

/** What of a message in doubt did reach X, in which of its forms, and when. */
interface Found {
  readonly part: Part;
  readonly eventId: string;
  readonly sentAtMs: number;
}

/**
 * Finds out whether a message in doubt did reach X: by its echo, which costs nothing, else by what
 * the account sent lately. X allows few such look-ups, so lanes of one account share them.
 */
export class FindSent {
  readonly #echoWaitMs: number;
  readonly #directMessages: DirectMessages;
  readonly #ledger: Ledger;
  readonly #clock: Clock;
  readonly #observer: Observer;
  readonly #lookUps = new Map<string, LookUp>();
  readonly #closedUntilMs = new Map<string, number>();
  readonly #firstAtMs: number;

  constructor(
    directMessages: DirectMessages,
    ledger: Ledger,
    clock: Clock,
    observer: Observer,
    echoWaitMs: number,
  ) {
    this.#directMessages = directMessages;
    this.#ledger = ledger;
    this.#clock = clock;
    this.#observer = observer;
    this.#echoWaitMs = echoWaitMs;
    this.#firstAtMs = clock.now() + echoWaitMs;
  }

  /**
   * Looks for each of the forms that the message may have been sent in. `againAtMs`: its echo may
   * still come, and it could not be looked up now.
   */
  async execute(
    account: Account,
    { accountId, customerId }: AgentMessage,
    parts: readonly Part[],
    head: Head,
  ): Promise<Found | { readonly againAtMs: number } | 'not-sent'> {
    const notBeforeMs = head.doubtSinceMs - clockToleranceMs;
    const forms = new Map(parts.toReversed().map((part) => [printOf(part), part]));
    for (const [print, part] of forms) {
      const trace = { accountId, customerId, fingerprint: print, notBeforeMs };
      const eventId = await this.#ledger.unmatchedEcho(trace);
      if (eventId === undefined) continue;
      return this.#settled(head, 'echo', { part, eventId, sentAtMs: sentAtMsOf(eventId) });
    }
    const againAtMs = this.#closed(account.id, head);
    if (againAtMs !== undefined) return { againAtMs };
    const recent = await this.#lookUp(account, notBeforeMs);
    if (recent === undefined) return { againAtMs: this.#clock.now() + this.#echoWaitMs };
    const candidates = recent.flatMap(({ eventId, sentAtMs, ...sent }) => {
      const part = forms.get(fingerprint(sent.text, sent.media));
      const isIt = sent.customerId === customerId && sentAtMs >= notBeforeMs;
      return isIt && part !== undefined ? [{ part, eventId, sentAtMs }] : [];
    });
    const ids = candidates.map(({ eventId }) => eventId);
    const matched = await this.#ledger.matched(accountId, ids);
    const found = candidates.findLast(({ eventId }) => !matched.has(eventId));
    if (found !== undefined) return this.#settled(head, 'look-up', found);
    this.#observer.notice({ kind: 'doubt-settled', lane: head.lane, by: 'not-sent' });
    return 'not-sent';
  }

  #settled(head: Head, by: 'echo' | 'look-up', found: Found): Found {
    this.#observer.notice({ kind: 'doubt-settled', lane: head.lane, by });
    return found;
  }

  /**
   * When to come back, if this is no time for a look-up: too early (after a start nobody knows how
   * young a doubt is), or X allows none now.
   */
  #closed(accountId: string, head: Head): number | undefined {
    const nowMs = this.#clock.now();
    const soonMs = nowMs + this.#echoWaitMs;
    if (head.tries === 0 || nowMs < this.#firstAtMs) return soonMs;
    const untilMs = this.#closedUntilMs.get(accountId) ?? 0;
    return untilMs > nowMs ? Math.min(untilMs, soonMs) : undefined;
  }

  /** A look-up; undefined when there is none to be had now, which must not stop the account's sends. */
  async #lookUp(
    account: Account,
    notBeforeMs: number,
  ): Promise<readonly SentMessage[] | undefined> {
    try {
      return await this.#sharedLookUp(account, notBeforeMs);
    } catch (thrown) {
      if (!(thrown instanceof Failure) || !(thrown.code in pausesMs)) throw thrown;
      const pauseMs = pausesMs[thrown.code as keyof typeof pausesMs];
      const untilMs = thrown.retryAtMs ?? this.#clock.now() + pauseMs;
      this.#closedUntilMs.set(account.id, untilMs);
      return undefined;
    }
  }

  /** A doubt is at least `echoWaitMs` old here, so a look-up that is younger has seen its outcome. */
  #sharedLookUp(account: Account, notBeforeMs: number): Promise<readonly SentMessage[]> {
    const nowMs = this.#clock.now();
    const known = this.#lookUps.get(account.id);
    const usable =
      known !== undefined &&
      nowMs - known.startedAtMs < this.#echoWaitMs / 2 &&
      known.notBeforeMs <= notBeforeMs;
    if (usable) return known.sent;
    const sinceMs = notBeforeMs - (notBeforeMs % roundMs);
    const sent = this.#directMessages.sentSince(account, sinceMs);
    this.#lookUps.set(account.id, { startedAtMs: nowMs, notBeforeMs: sinceMs, sent });
    return sent;
  }
}

const printOf = ({ outgoing: { file, text } }: Part): string =>
  fingerprint(text, file !== undefined);
