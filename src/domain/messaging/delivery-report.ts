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

/** The report that an agent's message reached X, to be journalled with that fact. */
export function delivered(message: AgentMessage, eventId: string, atMs: number): Arrival {
  return arrival({
    ...about(message),
    status: 'DELIVERED',
    reasonCode: '200',
    told: '',
    eventId,
    atMs,
  });
}

/** The report that an agent's message was given up, to be journalled with its burial. */
export function failed(message: AgentMessage, failure: Failure, atMs: number): Arrival {
  const { reasonCode, told } = failureRules[failure.code];
  return arrival({ ...about(message), status: 'FAILED', reasonCode, told, atMs });
}

const about = (message: AgentMessage) => ({
  messageId: message.id,
  accountId: message.accountId,
  customerId: message.customerId,
});

const arrival = (report: DeliveryReport): Arrival => ({
  id: `status/${report.messageId}/${report.status}`,
  atMs: report.atMs,
  message: towardsContactCenter(report.accountId, report.customerId, { kind: 'report', report }),
});
