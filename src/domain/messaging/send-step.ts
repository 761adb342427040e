import type { Step } from '../delivery/deliverer.ts';
import type { Arrival, LedgerEntry } from '../delivery/lane.ts';
import { type AgentMessage, ledgerIdOf } from './agent-message.ts';
import { delivered } from './delivery-report.ts';
import { fingerprint } from './fingerprint.ts';
import { missingFor, missingNotice } from './missing-capabilities.ts';
import { menuOf, type Progress } from './outgoing.ts';
import type { Part } from './send-parts.ts';

/** What is journalled of a direct message that is out, and of the whole message with its last. */
export function sentStep(
  message: AgentMessage,
  part: Part,
  { eventId, sentAtMs }: { readonly eventId: string; readonly sentAtMs: number },
  { next, link }: Progress,
  nowMs: number,
): Step {
  const { accountId, customerId } = message;
  const { last, outgoing } = part;
  const menu = last ? menuOf(message) : undefined;
  const entry: LedgerEntry = {
    accountId,
    customerId,
    eventId,
    cimId: ledgerIdOf(message),
    sentAtMs,
    fingerprint: fingerprint(outgoing.text, outgoing.file !== undefined),
    ...(menu !== undefined && { menu: JSON.stringify(menu) }),
  };
  if (!last) return advancedTo({ next: next + 1, ...(link !== undefined && { link }) }, entry);
  const follow = [...delivered(message, eventId, nowMs), ...degraded(message, part, nowMs)];
  return { kind: 'done', follow, entry };
}

/** What the agent is told of a message that was sent otherwise than it was meant. */
function degraded(message: AgentMessage, { capabilities }: Part, nowMs: number): Arrival[] {
  if (message.origin !== undefined) return [];
  const missing = missingFor(message.content, capabilities);
  return missing === undefined ? [] : [missingNotice(message, missing, nowMs)];
}

export const advancedTo = (progress: Progress, entry?: LedgerEntry): Step => ({
  kind: 'advanced',
  progress: JSON.stringify(progress),
  ...(entry !== undefined && { entry }),
});
