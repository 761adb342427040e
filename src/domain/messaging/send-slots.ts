import { type Account, apisOf } from '../accounts/account.ts';
import type { RateBudgets } from '../accounts/rate-budgets.ts';
import type { Clock } from '../delivery/clock.ts';
import type { Failure } from '../errors.ts';
import { FreeReplies } from './free-replies.ts';
import { SendLine } from './send-line.ts';
import { beganBetween, isSpentUntil, turnIn } from './send-window.ts';

/** When to ask again, and when one's turn is likely to come; epoch milliseconds. */
export interface Waiting {
  readonly untilMs: number;
  readonly turnMs: number;
}

/** The permission to send one direct message, or the wait for it. */
export type Slot = { readonly over: (outcome: SendOutcome) => void } | Waiting;

/** What X said to it. */
export type SendOutcome = 'answered' | 'throttled' | 'unanswered';

/** A direct message that wants to be sent. */
export interface Sendable {
  readonly customerId: string;
  /** An agent waits for no bot. */
  readonly writer: 'agent' | 'bot';
}

/** Who waits for longer asks so often how things are: limits change, and others go away. */
const askAgainMs = 3_600_000;

/** A place is held this long after one's turn, and this long after one should have asked. */
const heldAtTurnMs = 60_000;
const heldBeforeMs = 10 * 60_000;

/** Those who wait for the first answer do not all ask at once. */
const firstAnswerMs = 5_000;

/** An agent who wrote this lately may write again. */
const agentsAboutMs = 3_600_000;

interface Sending {
  /** Customers whose messages wait, by who writes to them. */
  readonly waiting: Record<Sendable['writer'], SendLine>;
  inFlight: number;
  /** When X answered a send last, and so said what it says of its limits. */
  answeredAtMs: number;
  /** It has said something of the account's own limits. */
  told: boolean;
  agentAtMs: number;
}

/**
 * Keeps each account within what X said it may send, so that nothing is refused that could have
 * waited. Who finds no room waits in line, one place a conversation, agents before bots, and learns
 * when its turn comes. Of each window bots leave a fifth free while agents are about. Until X has
 * answered once, and once in each new window, there is one send at a time, since X tells its limits
 * with its answers; where it tells none, there are none.
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
    if (turnMs > nowMs && !free) return waitIn(sending.waiting[writer], customerId, turnMs, nowMs);
    sending.waiting.agent.leave(customerId);
    sending.waiting.bot.leave(customerId);
    const app = account.credentials.consumerKey;
    this.#goes(sending, app, 1);
    return {
      over: (outcome) => {
        this.#goes(sending, app, -1);
        if (outcome !== 'unanswered') sending.answeredAtMs = this.#clock.now();
        if (free && outcome === 'throttled') this.#free.refused(account.id, customerId);
      },
    };
  }

  /**
   * The wait of one whom X refused because a window is spent: its turn had come, so it stands first
   * in line. Undefined where what X has said of its windows does not explain the failure. To be
   * asked when the send is over.
   */
  refused(
    account: Account,
    { customerId, writer }: Sendable,
    { code, retryAtMs }: Failure,
  ): Waiting | undefined {
    if (code !== 'throttled' || retryAtMs === undefined) return undefined;
    // By our clock the window is over: X is asked again as after any other refusal.
    if (retryAtMs <= this.#clock.now()) return undefined;
    const budgets = this.#budgets.ofSending(account);
    if (!budgets.some((budget) => isSpentUntil(budget, retryAtMs))) return undefined;
    const nowMs = this.#clock.now();
    const sending = this.#of(account.id);
    const line = sending.waiting[writer];
    line.holdFirst(customerId, nowMs);
    const turnMs = this.#turnMs(account, sending, { customerId, writer }, nowMs);
    return waitIn(line, customerId, turnMs, nowMs);
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
    if (sending.told && !told) sending.answeredAtMs = Number.NEGATIVE_INFINITY;
    sending.told = told;
    const { agent, bot } = sending.waiting;
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
    const turnMs = Math.max(nowMs, ...turns);
    const { answeredAtMs, inFlight: going } = sending;
    const isKnown = told || answeredAtMs > Number.NEGATIVE_INFINITY;
    const isNew = budgets.some((budget) => beganBetween(budget, answeredAtMs, nowMs));
    if (turnMs > nowMs || going === 0 || (isKnown && !isNew)) return turnMs;
    return nowMs + Math.min(firstAnswerMs, 1 + agent.length(nowMs) + bot.length(nowMs));
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
      const answeredAtMs = Number.NEGATIVE_INFINITY;
      sending = { waiting, inFlight: 0, answeredAtMs, told: false, agentAtMs };
      this.#accounts.set(accountId, sending);
    }
    return sending;
  }
}

function waitIn(line: SendLine, customerId: string, turnMs: number, nowMs: number): Waiting {
  const untilMs = Math.min(turnMs, nowMs + askAgainMs);
  line.hold(customerId, untilMs + (untilMs < turnMs ? heldBeforeMs : heldAtTurnMs));
  return { untilMs, turnMs };
}
