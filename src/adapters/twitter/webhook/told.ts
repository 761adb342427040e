import type { AccountEvent } from '../../../domain/messaging/direct-message.ts';
import { idOf, textOf } from '../wire.ts';
import { anothers, unknown } from './direct-message-in.ts';

/** To whom a body was delivered. */
export interface Told {
  /** The account in the path, which is meant where the body names none. */
  readonly accountId: string;
  /** Whether the signature of the body vouches for events of this account. */
  readonly serves: (accountId: string) => boolean;
  /** Whether it is of the account's own app: not of one that the account moves to, or has left. */
  readonly isOwn: (accountId: string) => boolean;
}

/** That an account took its access back from its app, and when, if X says so. */
export function revokedIn(userId: unknown, time: unknown, { isOwn, serves }: Told): AccountEvent {
  const accountId = idOf(userId);
  if (accountId === undefined || !serves(accountId)) return anothers;
  if (!isOwn(accountId)) return unknown('revoke_of_another_app');
  const atMs = instantOf(time);
  return { kind: 'revoked', accountId, ...(atMs !== undefined && { atMs }) };
}

/** Epoch milliseconds of a time in ISO 8601 that is the same everywhere. */
function instantOf(time: unknown): number | undefined {
  const said = textOf(time);
  const atMs = /T.*(Z|[+-]\d\d:\d\d)$/.test(said) ? Date.parse(said) : Number.NaN;
  return Number.isNaN(atMs) ? undefined : atMs;
}
