import type { Arrival } from '../delivery/lane.ts';
import type { AgentMessage } from './agent-message.ts';
import { notice } from './notice.ts';

/** A message that waits no longer than this is no news. */
const unnoticedMs = 60_000;

const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/**
 * What the agent is told, to be journalled, when X lets a message wait for its turn: of each
 * message of an agent once, of a conversation's bot messages once a day, since bots may answer to
 * it. Empty for a short wait, and for messages that the contact centre does not know.
 */
export function waitNotice(
  message: AgentMessage,
  { turnMs, givenUpMs }: { readonly turnMs: number; readonly givenUpMs: number },
  nowMs: number,
): readonly Arrival[] {
  const waitMs = turnMs - nowMs;
  if (waitMs <= unnoticedMs || message.origin !== undefined) return [];
  const which = message.writer === undefined ? message.id : String(Math.floor(nowMs / dayMs));
  const outlook =
    turnMs <= givenUpMs
      ? `waits, and goes out in about ${lasting(waitMs)}`
      : `would go out in about ${lasting(waitMs)}, but is given up in about ${lasting(givenUpMs - nowMs)}`;
  const text = `X limits how much this account may send: the message ${outlook}.`;
  return [notice(message, `wait/${which}`, text, nowMs)];
}

function lasting(ms: number): string {
  if (ms < 1.5 * hourMs) return `${Math.max(2, Math.round(ms / minuteMs))} minutes`;
  return `${Math.round(ms / hourMs)} hours`;
}
