import type { Arrival } from '../delivery/lane.ts';
import { type Failure, failureRules } from '../errors.ts';
import type { AgentMessage } from './agent-message.ts';
import { towardsContactCenter } from './lanes-of.ts';

/** What became of an agent's message. */
export interface DeliveryReport {
  readonly messageId: string;
  readonly accountId: string;
  readonly customerId: string;
  readonly status: 'DELIVERED' | 'FAILED' | 'READ';
  /** `200`, or the reason code of the failure. */
  readonly reasonCode: string;
  /** A sentence for the agent; `''` when there is nothing to say. */
  readonly told: string;
  /** X's event id of the (last) direct message; absent when nothing was sent. */
  readonly eventId?: string;
  /** Epoch milliseconds. */
  readonly atMs: number;
}

/**
 * The report that a message reached X, to be journalled with that fact; none for a message that the
 * contact centre does not know.
 */
export function delivered(message: AgentMessage, eventId: string, atMs: number): Arrival[] {
  const outcome = { status: 'DELIVERED', reasonCode: '200', told: '', eventId, atMs } as const;
  return reports(message, outcome);
}

/** The report that a message was given up, to be journalled with its burial; none as above. */
export function failed(message: AgentMessage, failure: Failure, atMs: number): Arrival[] {
  const { reasonCode, told } = failureRules[failure.because ?? failure.code];
  return reports(message, { status: 'FAILED', reasonCode, told, atMs });
}

type Outcome = Omit<DeliveryReport, 'messageId' | 'accountId' | 'customerId'>;

function reports(message: AgentMessage, outcome: Outcome): Arrival[] {
  if (message.origin === 'api') return [];
  const { id: messageId, accountId, customerId } = message;
  const report = { messageId, accountId, customerId, ...outcome };
  return [
    {
      id: `status/${messageId}/${outcome.status}`,
      atMs: outcome.atMs,
      message: towardsContactCenter(accountId, customerId, { kind: 'report', report }),
    },
  ];
}
