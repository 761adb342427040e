import type { Account } from '../accounts/account.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { LastEvents } from '../accounts/last-events.ts';
import { stateAfterRevoke } from '../accounts/state-after-revoke.ts';
import type { Clock } from '../delivery/clock.ts';
import type { Arrival } from '../delivery/lane.ts';
import type { Lanes } from '../delivery/lanes.ts';
import { Failure } from '../errors.ts';
import type { Observer } from '../observer.ts';
import type { AccountEvent } from './direct-message.ts';
import { encryptedNotice } from './encrypted-notice.ts';
import { fingerprint } from './fingerprint.ts';
import { sentAtMsOf } from './cim-id.ts';
import { towardsContactCenter } from './lanes-of.ts';

/**
 * Takes everything X tells in one delivery: messages are journalled for the contact centre, what
 * the account itself wrote is kept in the ledger, so that it settles a message in doubt and is
 * never shown to the agent as the customer's. When the promise resolves, all of it is on disk.
 */
export class ReceiveAccountEvents {
  readonly #lanes: Pick<Lanes, 'accept'>;
  readonly #accounts: Accounts;
  readonly #clock: Clock;
  readonly #observer: Observer;
  readonly #typing: (accountId: string, customerId: string) => Promise<void>;
  readonly #lastEvents: LastEvents | undefined;
  readonly #replayed: (jobId: string, complete: boolean) => void;

  constructor(
    lanes: Pick<Lanes, 'accept'>,
    accounts: Accounts,
    clock: Clock,
    observer: Observer,
    typing: (accountId: string, customerId: string) => Promise<void>,
    lastEvents?: LastEvents,
    replayed: (jobId: string, complete: boolean) => void = () => {},
  ) {
    this.#replayed = replayed;
    this.#lastEvents = lastEvents;
    this.#lanes = lanes;
    this.#accounts = accounts;
    this.#clock = clock;
    this.#observer = observer;
    this.#typing = typing;
  }

  async execute(events: readonly AccountEvent[]): Promise<void> {
    const taken: Journalled[] = [];
    const nowMs = this.#clock.now();
    for (const event of events) {
      this.#noteTime(event, nowMs);
      if (event.kind === 'revoked') await this.#revoke(event.accountId, event.atMs ?? nowMs);
      else if (event.kind === 'typing') void this.#typing(event.accountId, event.customerId);
      else if (event.kind === 'unknown') {
        this.#observer.notice({ kind: 'ignored', from: 'x', type: event.name });
      } else if (event.kind === 'replayed') this.#replayed(event.jobId, event.complete);
      else taken.push(event);
    }
    await this.#journal(taken, nowMs);
  }

  /**
   * Takes events of the past that nobody was told, in their order. They say nothing about whether X
   * tells us what happens now, and what they say about somebody's doing now is over. Answers how
   * many of them had not been taken before.
   */
  async executePast(events: readonly AccountEvent[]): Promise<number> {
    const outcomes = await this.#journal(events.filter(isLasting), this.#clock.now());
    return outcomes.filter((outcome) => outcome === 'accepted').length;
  }

  async #journal(
    taken: readonly Journalled[],
    nowMs: number,
  ): Promise<readonly ('accepted' | 'duplicate')[]> {
    if (taken.length === 0) return [];
    const outcomes = await this.#lanes.accept(taken.map((event) => arrivalOf(event, nowMs)));
    for (const [i, event] of taken.entries()) {
      const about = { accountId: accountOf(event), what: whatIs[event.kind] };
      const duplicate = outcomes[i] === 'duplicate';
      this.#observer.notice({ kind: 'accepted', from: 'x', ...about, duplicate });
    }
    return outcomes;
  }

  #noteTime(event: AccountEvent, nowMs: number): void {
    if (event.kind === 'unknown' || event.kind === 'replayed') return;
    this.#lastEvents?.note(accountOf(event), nowMs);
  }

  async #revoke(accountId: string, atMs: number): Promise<void> {
    const revoked = (account: Account): Account | undefined => {
      const state = stateAfterRevoke(account, atMs);
      return state === account.state ? undefined : { ...account, state };
    };
    const change = await this.#accounts.change(accountId, revoked).catch(() => {
      throw new Failure('unavailable', 'the journal failed');
    });
    if (change !== undefined) {
      this.#observer.notice({ kind: 'account', accountId, state: change.now.state });
    } else if (this.#accounts.find(accountId)?.state === 'active') {
      this.#observer.notice({ kind: 'ignored', from: 'x', type: 'outdated_revoke' });
    }
  }
}

/** What is kept of an account; the rest is over when it has been told. */
type Journalled = Extract<AccountEvent, { kind: 'message' | 'echo' | 'read' | 'encrypted' }>;

const isLasting = (event: AccountEvent): event is Journalled => event.kind in whatIs;

const whatIs = { message: 'message', encrypted: 'message', echo: 'echo', read: 'read' } as const;

/** Whose event it is. */
export const accountOf = (
  event: Exclude<AccountEvent, { kind: 'unknown' | 'replayed' }>,
): string => ('message' in event ? event.message.accountId : event.accountId);

function arrivalOf(event: Journalled, atMs: number): Arrival {
  if (event.kind === 'read') return readArrival(event, atMs);
  if (event.kind === 'encrypted') {
    const message = encryptedNotice(event.accountId, event.customer, atMs);
    return arrivalOf({ kind: 'message', message }, atMs);
  }
  const { accountId, eventId } = event.message;
  const id = `x/${accountId}/${eventId}`;
  if (event.kind === 'message') {
    const { message } = event;
    return { id, atMs, message: towardsContactCenter(accountId, message.customer.id, event) };
  }
  const { customerId, media, sentAtMs, text } = event.message;
  const known = { accountId, customerId, eventId, sentAtMs };
  return { id, atMs, entry: { ...known, fingerprint: fingerprint(text, media) } };
}

/** Reads are cumulative: the same receipt again, or an older one, adds nothing. */
function readArrival(event: Extract<AccountEvent, { kind: 'read' }>, atMs: number): Arrival {
  const { accountId, customerId, upToEventId } = event;
  const upToMs = sentAtMsOf(upToEventId);
  const read = { accountId, customerId, upToMs, atMs: event.atMs };
  const message = towardsContactCenter(accountId, customerId, { kind: 'read', read });
  return { id: `read/${accountId}/${customerId}/${upToEventId}`, atMs, message };
}
