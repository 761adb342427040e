import type { AccountEvent } from '../../../domain/messaging/direct-message.ts';
import { idOf } from '../wire.ts';
import { anothers } from './direct-message-in.ts';

/** To whom a body was delivered. */
export interface Told {
  /** The account in the path, which is meant where the body names none. */
  readonly accountId: string;
  /** Whether the signature of the body vouches for events of this account. */
  readonly serves: (accountId: string) => boolean;
}

/** That an account took its access back. */
export function revokedIn(userId: unknown, { serves }: Told): AccountEvent {
  const accountId = idOf(userId);
  const ours = accountId !== undefined && serves(accountId);
  return ours ? { kind: 'revoked', accountId } : anothers;
}
