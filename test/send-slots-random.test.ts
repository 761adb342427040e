import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { announcedMs } from '../src/adapters/twitter/rest/client/rate-limit.ts';
import { TwitterRateBudgets } from '../src/adapters/twitter/rest/client/twitter-rate-budgets.ts';
import type { Account } from '../src/domain/accounts/account.ts';
import { Failure } from '../src/domain/errors.ts';
import { SendSlots } from '../src/domain/messaging/send-slots.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** One of X's windows: it begins with the first call after the last one ended. */
class Window {
  readonly header: string;
  readonly limit: number;
  readonly lengthMs: number;
  resetMs = 0;
  used = 0;

  constructor(header: string, limit: number, lengthMs: number) {
    this.header = header;
    this.limit = limit;
    this.lengthMs = lengthMs;
  }

  hasRoom(nowMs: number): boolean {
    if (this.resetMs <= nowMs) {
      this.resetMs = Math.ceil((nowMs + this.lengthMs) / 1_000) * 1_000;
      this.used = 0;
    }
    return this.used < this.limit;
  }

  /** Told by servers that differ a little. */
  headers(laterS: number): Record<string, string> {
    return {
      [`${this.header}-limit`]: String(this.limit),
      [`${this.header}-remaining`]: String(this.limit - this.used),
      [`${this.header}-reset`]: String(this.resetMs / 1_000 + laterS),
    };
  }
}

/** X's clock goes after ours. */
const xIsLateMs = 900;

interface Lane {
  readonly account: number;
  readonly customerId: string;
  readonly writer: 'agent' | 'bot';
  left: number;
  dueMs: number;
}

interface Limits {
  readonly quarter: number;
  readonly day: number;
  readonly app: number;
}

const accountOf = (id: number): Account => ({
  id: String(id),
  state: 'active',
  credentials: {
    consumerKey: 'of one app',
    consumerSecret: '',
    accessToken: `of ${id}`,
    accessTokenSecret: '',
  },
  apis: { messages: 'v2', events: 'v2' },
});

/** Two accounts of one app, and an X that limits each of them and the app. */
class World {
  nowMs = Date.UTC(2026, 0, 1);
  refused = 0;
  sent = 0;
  lanes: Lane[] = [];
  readonly #ofApp: Window;
  readonly #windows: readonly (readonly Window[])[];
  readonly #random: () => number;
  #answers: { readonly atMs: number; readonly run: () => void }[] = [];
  #budgets = new TwitterRateBudgets(() => this.nowMs);
  #slots = new SendSlots(this.#budgets, { now: () => this.nowMs });

  constructor({ app, day: ofDay, quarter }: Limits, random: () => number) {
    this.#random = random;
    this.#ofApp = new Window('x-app-limit-24hour', app, day);
    this.#windows = [0, 1].map(() => [
      new Window('x-rate-limit', quarter, 15 * minute),
      new Window('x-user-limit-24hour', ofDay, day),
      this.#ofApp,
    ]);
  }

  restart(): void {
    this.#budgets = new TwitterRateBudgets(() => this.nowMs);
    this.#slots = new SendSlots(this.#budgets, { now: () => this.nowMs });
  }

  /** Nobody comes back before. */
  pause(ms: number): void {
    for (const lane of this.lanes) lane.dueMs = Math.max(lane.dueMs, this.nowMs + ms);
  }

  passUntil(untilMs: number): void {
    for (;;) {
      const lane = firstOf(this.lanes, ({ dueMs }) => dueMs);
      const answer = firstOf(this.#answers, ({ atMs }) => atMs);
      const nextMs = Math.min(lane?.dueMs ?? Infinity, answer?.atMs ?? Infinity);
      if (nextMs > untilMs || nextMs === Infinity) break;
      this.nowMs = Math.max(this.nowMs, nextMs);
      if (answer?.atMs === nextMs) {
        this.#answers = this.#answers.filter((one) => one !== answer);
        answer.run();
      } else if (lane !== undefined) this.#ask(lane);
    }
    this.nowMs = untilMs;
  }

  #ask(lane: Lane): void {
    const account = accountOf(lane.account);
    const slots = this.#slots;
    const slot = slots.take(account, lane);
    if ('untilMs' in slot) return this.#waits(lane, slot.untilMs);
    lane.dueMs = Infinity;
    this.#after(this.#random() * 2_000, () => {
      const windows = this.#windows[lane.account] ?? [];
      const isTaken = windows.map((one) => one.hasRoom(this.nowMs - xIsLateMs)).every(Boolean);
      if (isTaken) for (const window of windows) window.used++;
      const laterS = Math.round(this.#random());
      const headers = Object.assign({}, ...windows.map((window) => window.headers(laterS)));
      const budgets = this.#budgets;
      this.#after(this.#random() * 2_000, () => {
        const path = '/2/dm_conversations/with/1/messages';
        const auth = { kind: 'user', credentials: account.credentials } as const;
        budgets.note({ method: 'POST', path, auth, sendsMessage: true }, headers);
        slot.over(isTaken ? 'answered' : 'throttled');
        if (isTaken) this.sent++;
        else this.refused++;
        lane.left -= isTaken ? 1 : 0;
        lane.dueMs = this.nowMs;
        if (!isTaken) {
          const failure = new Failure('throttled', '', announcedMs(headers, this.nowMs));
          const wait = slots.refused(account, lane, failure);
          this.#waits(lane, wait?.untilMs ?? this.nowMs + 250);
        }
        if (lane.left === 0) this.lanes = this.lanes.filter((one) => one !== lane);
      });
    });
  }

  #waits(lane: Lane, untilMs: number): void {
    expect(untilMs).toBeGreaterThan(this.nowMs);
    lane.dueMs = Math.max(untilMs, this.nowMs + 250) + this.#random() * 5_000;
  }

  #after(ms: number, run: () => void): void {
    this.#answers.push({ atMs: this.nowMs + ms, run });
  }
}

function firstOf<T>(all: readonly T[], atMs: (one: T) => number): T | undefined {
  let first: T | undefined;
  for (const one of all) if (first === undefined || atMs(one) < atMs(first)) first = one;
  return first;
}

const action = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      account: fc.nat({ max: 1 }),
      writer: fc.constantFrom('agent', 'bot'),
      conversations: fc.integer({ min: 1, max: 20 }),
      messages: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 90 * minute }) },
  { weight: 2, arbitrary: fc.constantFrom('some go away', 'pause', 'restart') },
);

const limits = fc.record({
  quarter: fc.integer({ min: 1, max: 40 }),
  day: fc.integer({ min: 20, max: 200 }),
  app: fc.integer({ min: 20, max: 200 }),
});

/** What bots have of a limit while agents are about. */
const forBots = (limit: number): number => Math.max(1, limit - Math.ceil(limit / 5));

test('whoever waits is sent in time, and X refuses nothing', () => {
  fc.assert(
    fc.property(
      fc.array(action, { minLength: 3, maxLength: 20 }),
      limits,
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 }),
      (actions, given, chances) => {
        let drawn = 0;
        const world = new World(given, () => chances[drawn++ % chances.length] ?? 0);
        let made = 0;
        for (const what of actions) {
          if (typeof what === 'number') world.passUntil(world.nowMs + what);
          else if (what === 'pause') world.pause(20 * minute);
          else if (what === 'some go away') {
            world.lanes = world.lanes.filter(({ dueMs }, i) => i % 3 > 0 || dueMs === Infinity);
          } else if (what === 'restart') {
            world.restart();
          } else {
            for (let i = 0; i < what.conversations; i++) {
              const { account, messages, writer } = what;
              const customerId = String(made++);
              world.lanes.push({ account, writer, customerId, left: messages, dueMs: world.nowMs });
            }
          }
        }
        const left = world.lanes.reduce((sum, lane) => sum + lane.left, 0);
        const days = left / forBots(given.day) + left / forBots(given.app) + 2;
        const quarters = left / forBots(given.quarter) + 4;
        world.passUntil(world.nowMs + days * day + quarters * 16 * minute);
        expect(world.lanes).toEqual([]);
        if (!actions.includes('restart')) expect(world.refused).toBe(0);
      },
    ),
    { numRuns: 100 },
  );
});
