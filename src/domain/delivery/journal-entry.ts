import type { Change, EntryState, JournalEntry, JournalFilter } from './journal.ts';

/** What a message is after a change. */
const states: Readonly<Record<Change['kind'], EntryState>> = {
  accepted: 'waiting',
  redriven: 'waiting',
  delivered: 'delivered',
  buried: 'dead',
  discarded: 'discarded',
};

/** A message as everything that happened to it makes it, oldest first, from its acceptance on. */
export function entryOf(target: string, changes: readonly Change[]): JournalEntry {
  const [accepted] = changes;
  const last = changes.at(-1);
  if (accepted === undefined || last === undefined) throw new Error('a message begins accepted');
  const state = states[last.kind];
  const eventId = changes.findLast((change) => change.eventId !== undefined)?.eventId;
  const burial = changes.findLast(({ kind }) => kind === 'buried');
  return {
    id: accepted.id,
    lane: accepted.lane,
    target,
    state,
    acceptedAtMs: accepted.atMs,
    ...(state !== 'waiting' && { settledAtMs: last.atMs }),
    ...(eventId !== undefined && { eventId }),
    ...(burial?.failure !== undefined && { failure: burial.failure }),
    ...(burial?.detail !== undefined && { detail: burial.detail }),
  };
}

/** Whether everything that the filter asks for fits. */
export function fits(filter: JournalFilter, entry: JournalEntry): boolean {
  const { fromMs = Number.NEGATIVE_INFINITY, untilMs = Number.POSITIVE_INFINITY } = filter;
  return (
    isLaneOf(entry.lane, filter.accountId, filter.customerId) &&
    (filter.state === undefined || filter.state === entry.state) &&
    entry.id.startsWith(filter.idPrefix ?? '') &&
    entry.acceptedAtMs >= fromMs &&
    entry.acceptedAtMs < untilMs
  );
}

/** Whether a lane belongs to an account, and to a customer, as far as they are given. */
export function isLaneOf(lane: string, accountId?: string, customerId?: string): boolean {
  const [, account, customer] = lane.split('/');
  return (
    (accountId === undefined || accountId === account) &&
    (customerId === undefined || customerId === customer)
  );
}
