import { type Account, apisOf } from '../accounts/account.ts';
import type { RateBudget, RateBudgets } from '../accounts/rate-budgets.ts';
import type { Clock } from '../delivery/clock.ts';
import { FreeReplies } from './free-replies.ts';

/** The permission to send one direct message, or when to ask for it again (epoch milliseconds). */
export type Slot = { readonly over: (outcome: SendOutcome) => void } | { readonly untilMs: number };

/** What X said to it. */
export type SendOutcome = 'answered' | 'throttled' | 'unanswered';

/** A direct message that wants to be sent. */
export interface Sendable {
  readonly customerId: string;
  /** An agent waits for no bot. */
  readonly writer: 'agent' | 'bot';
}

/** X counts whole seconds, and its clock is not ours. */
const marginMs = 1_000;

/** Who did not come back this long after the time that was said has gone elsewhere. */
const absentAfterMs = 60_000;

/** An agent who wrote this lately may write again. */
const agentsAboutMs = 3_600_000;

const shortMs = 15 * 60_000;
const dayMs = 24 * 3_600_000;

interface Sending {
  /** Customers whose messages wait and until when, by who writes to them, first come first. */
  readonly waiting: Record<Sendable['writer'], Map<string, number>>;
  inFlight: number;
  /** X has answered a send, and so has said what it says of its limits. */
  answered: boolean;
  agentAtMs: number;
}

/**
 * Keeps each account within what X said it may send, so that nothing is refused that could have
 * waited. Who finds no room waits in line, one place a conversation, agents before bots, and learns
 * when its turn comes. Of each window bots leave a fifth free while agents are about. Until X has
 * answered once there is one send at a time, since X tells its limits with its answers; where it
 * tells none, there are none.
 */
export class SendSlots {
  readonly #budgets: Pick<RateBudgets, 'ofSending'>;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #accounts = new Map<string, Sending>();
  readonly #free = new FreeReplies();

  constructor(budgets: Pick<RateBudgets, 'ofSending'>, clock: Pick<Clock, 'now'>) {
    this.#budgets = budgets;
    this.#clock = clock;
  }

  /** A customer wrote to the account then, in epoch milliseconds, so that some replies are free. */
  wrote(accountId: string, customerId: string, atMs: number): void {
    this.#free.wrote(accountId, customerId, atMs);
  }

  /** `over` must be called when the send has ended. */
  take(account: Account, { customerId, writer }: Sendable): Slot {
    const nowMs = this.#clock.now();
    const sending = this.#of(account.id);
    if (writer === 'agent') sending.agentAtMs = nowMs;
    const untilMs = turnOf(sending, this.#budgets.ofSending(account), customerId, writer, nowMs);
    const counts = apisOf(account).messages === 'v2' || untilMs <= nowMs;
    const free = !counts && this.#free.take(account.id, customerId, nowMs);
    if (untilMs > nowMs && !free) {
      sending.waiting[writer].set(customerId, untilMs);
      return { untilMs };
    }
    sending.waiting[writer].delete(customerId);
    sending.inFlight++;
    return {
      over: (outcome) => {
        sending.inFlight--;
        sending.answered ||= outcome !== 'unanswered';
        if (free && outcome === 'throttled') this.#free.refused(account.id, customerId);
      },
    };
  }

  #of(accountId: string): Sending {
    let sending = this.#accounts.get(accountId);
    if (sending === undefined) {
      const waiting = { agent: new Map<string, number>(), bot: new Map<string, number>() };
      sending = { waiting, inFlight: 0, answered: false, agentAtMs: Number.NEGATIVE_INFINITY };
      this.#accounts.set(accountId, sending);
    }
    return sending;
  }
}

function turnOf(
  sending: Sending,
  budgets: readonly RateBudget[],
  customerId: string,
  writer: Sendable['writer'],
  nowMs: number,
): number {
  if (budgets.length === 0) {
    return sending.answered || sending.inFlight === 0 ? nowMs : nowMs + 1;
  }
  const ahead = aheadOf(sending, customerId, writer, nowMs) + sending.inFlight;
  const spares = writer === 'bot' && nowMs - sending.agentAtMs < agentsAboutMs;
  return Math.max(...budgets.map((budget) => turnMs(budget, ahead, spares, nowMs)));
}

/** How many go first. Who is not in line yet stands behind all of its kind. */
function aheadOf(
  { waiting: { agent, bot } }: Sending,
  customerId: string,
  writer: Sendable['writer'],
  nowMs: number,
): number {
  const mine = writer === 'agent' ? agent : bot;
  let count = writer === 'agent' ? 0 : present(agent, nowMs);
  for (const [other, untilMs] of mine) {
    if (other === customerId) return count;
    if (untilMs + absentAfterMs < nowMs) mine.delete(other);
    else count++;
  }
  return count;
}

function present(line: Map<string, number>, nowMs: number): number {
  for (const [who, untilMs] of line) if (untilMs + absentAfterMs < nowMs) line.delete(who);
  return line.size;
}

/** When one's turn comes in a window with so many ahead; a window that is over begins anew. */
function turnMs(
  { limit, remaining, resetMs, window }: RateBudget,
  ahead: number,
  spares: boolean,
  nowMs: number,
): number {
  const spared = spares ? Math.min(Math.ceil(limit / 5), limit - 1) : 0;
  const each = Math.max(1, limit - spared);
  const isOver = resetMs + marginMs <= nowMs;
  const room = (isOver ? limit : remaining) - spared;
  if (ahead < room) return nowMs;
  const lengthMs = window === '15m' ? shortMs : dayMs;
  const nextMs = isOver ? nowMs + lengthMs : resetMs + marginMs;
  return nextMs + Math.floor((ahead - Math.max(0, room)) / each) * lengthMs;
}
