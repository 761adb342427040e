import { type Account, apisOf } from '../accounts/account.ts';
import type { RateBudget, RateBudgets } from '../accounts/rate-budgets.ts';
import type { Clock } from '../delivery/clock.ts';
import { FreeReplies } from './free-replies.ts';
import { SendLine } from './send-line.ts';

/**
 * The permission to send one direct message, or when to ask for it again, and when its turn is
 * likely to come (epoch milliseconds).
 */
export type Slot =
  | { readonly over: (outcome: SendOutcome) => void }
  | { readonly untilMs: number; readonly turnMs: number };

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

/** Who waits for longer asks so often how things are: limits change, and others go away. */
const askAgainMs = 3_600_000;

/** A place is held this long after one's turn, and this long after one should have asked. */
const heldAtTurnMs = 60_000;
const heldBeforeMs = 10 * 60_000;

/** Those who wait for the first answer do not all ask at once. */
const firstAnswerMs = 5_000;

/** An agent who wrote this lately may write again. */
const agentsAboutMs = 3_600_000;

const shortMs = 15 * 60_000;
const dayMs = 24 * 3_600_000;

interface Sending {
  /** Customers whose messages wait, by who writes to them. */
  readonly waiting: Record<Sendable['writer'], SendLine>;
  inFlight: number;
  /** X has answered a send, and so has said what it says of its limits. */
  answered: boolean;
  /** It has said something of the account's own limits. */
  told: boolean;
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
  /** Some of X's windows are an app's, and so of all its accounts. */
  readonly #inFlightOfApps = new Map<string, number>();
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
    const turnMs = this.#turnMs(account, sending, { customerId, writer }, nowMs);
    const free =
      apisOf(account).messages === 'v1.1' && this.#free.take(account.id, customerId, nowMs);
    if (turnMs > nowMs && !free) {
      const untilMs = Math.min(turnMs, nowMs + askAgainMs);
      const heldMs = untilMs < turnMs ? heldBeforeMs : heldAtTurnMs;
      sending.waiting[writer].hold(customerId, untilMs + heldMs);
      return { untilMs, turnMs };
    }
    sending.waiting.agent.leave(customerId);
    sending.waiting.bot.leave(customerId);
    const app = account.credentials.consumerKey;
    this.#goes(sending, app, 1);
    return {
      over: (outcome) => {
        this.#goes(sending, app, -1);
        sending.answered ||= outcome !== 'unanswered';
        if (free && outcome === 'throttled') this.#free.refused(account.id, customerId);
      },
    };
  }

  #turnMs(
    account: Account,
    sending: Sending,
    { customerId, writer }: Sendable,
    nowMs: number,
  ): number {
    const budgets = this.#budgets.ofSending(account);
    const told = budgets.some(({ window }) => window !== '24h-app');
    // What is no longer known has to be found out anew: other tokens, another API.
    if (sending.told && !told) sending.answered = false;
    sending.told = told;
    const { agent, bot } = sending.waiting;
    if (!told && !sending.answered && sending.inFlight > 0) {
      return nowMs + Math.min(firstAnswerMs, 1 + agent.length(nowMs) + bot.length(nowMs));
    }
    const ahead =
      writer === 'agent'
        ? agent.ahead(customerId, nowMs)
        : agent.length(nowMs) + bot.ahead(customerId, nowMs);
    const spares = writer === 'bot' && nowMs - sending.agentAtMs < agentsAboutMs;
    const ofApp = this.#inFlightOfApps.get(account.credentials.consumerKey) ?? 0;
    const turns = budgets.map((budget) => {
      const inFlight = budget.window === '24h-app' ? ofApp : sending.inFlight;
      return turnIn(budget, ahead + inFlight, spares, nowMs);
    });
    return Math.max(nowMs, ...turns);
  }

  #goes(sending: Sending, app: string, change: 1 | -1): void {
    sending.inFlight += change;
    const ofApp = (this.#inFlightOfApps.get(app) ?? 0) + change;
    if (ofApp === 0) this.#inFlightOfApps.delete(app);
    else this.#inFlightOfApps.set(app, ofApp);
  }

  #of(accountId: string): Sending {
    let sending = this.#accounts.get(accountId);
    if (sending === undefined) {
      const waiting = { agent: new SendLine(), bot: new SendLine() };
      const agentAtMs = Number.NEGATIVE_INFINITY;
      sending = { waiting, inFlight: 0, answered: false, told: false, agentAtMs };
      this.#accounts.set(accountId, sending);
    }
    return sending;
  }
}

/**
 * When one's turn comes in a window with so many ahead; a window that is over begins anew. Also of
 * a limit of nothing one is tried in each window, since X tells a better one only with an answer.
 */
function turnIn(
  { limit, remaining, resetMs, window }: RateBudget,
  ahead: number,
  spares: boolean,
  nowMs: number,
): number {
  const spared = spares ? Math.max(0, Math.min(Math.ceil(limit / 5), limit - 1)) : 0;
  const each = Math.max(1, limit - spared);
  const isOver = resetMs + marginMs <= nowMs;
  // Between the two it is X's turn to say which window it counts in.
  const left = resetMs <= nowMs ? 0 : remaining - spared;
  const room = isOver ? each : left;
  if (ahead < room) return nowMs;
  const lengthMs = window === '15m' ? shortMs : dayMs;
  const nextMs = isOver ? nowMs + lengthMs : resetMs + marginMs;
  return nextMs + Math.floor((ahead - Math.max(0, room)) / each) * lengthMs;
}
