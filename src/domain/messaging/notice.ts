import type { Arrival } from '../delivery/lane.ts';
import { fingerprint } from './fingerprint.ts';
import { towardsContactCenter } from './lanes-of.ts';

/** A conversation that agents are told something about. */
export interface Conversation {
  readonly accountId: string;
  readonly customerId: string;
}

/**
 * What agents are told in a conversation beside its messages, to be journalled. `about` names it:
 * what was told about the same is not told again. Its event id is negative, since X makes no such
 * ids.
 */
export function notice(
  { accountId, customerId }: Conversation,
  about: string,
  text: string,
  atMs: number,
): Arrival {
  const hash = BigInt(`0x${fingerprint(`${about}/${customerId}`)}`);
  const eventId = String(-1n - BigInt.asUintN(62, hash));
  const message = {
    eventId,
    accountId,
    customer: { id: customerId },
    text: `[${text}]`,
    attachments: [],
    sentAtMs: atMs,
  };
  return {
    id: `x/${accountId}/${eventId}`,
    atMs,
    message: towardsContactCenter(accountId, customerId, { kind: 'message', message }),
  };
}

/** Whether an event id, as 64 bits, is that of a notice: X knows no message with it. */
export const isNotice = (eventId: string): boolean =>
  BigInt.asUintN(64, BigInt(eventId)) >= 1n << 63n;
