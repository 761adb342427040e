import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { answerJson } from './http.ts';

/** What goes wrong, for which requests, and how often. */
export interface FaultRule {
  /** Prefix of the path; absent: every path of CCM and File Engine. */
  readonly path?: string | undefined;
  /** How often it strikes; absent: until the faults are cleared. */
  readonly times?: number | undefined;
  /** Answer with this status instead of serving the request. */
  readonly status?: number | undefined;
  readonly body?: unknown;
  readonly headers?: Record<string, string> | undefined;
  readonly delayMs?: number | undefined;
  /** After: the request has taken effect, then the fault strikes. */
  readonly when: 'before' | 'after';
  /** Break the connection instead of answering. */
  readonly tear?: boolean | undefined;
  /** Only messages of this customer. */
  readonly customer?: string | undefined;
  /** Only messages of customers matching this regular expression. */
  readonly customerPattern?: string | undefined;
  /** How likely it strikes, 0 to 1. */
  readonly probability?: number | undefined;
}

/** A request as faults see it. */
export interface Target {
  readonly path: string;
  readonly customer?: string | undefined;
}

interface Fault {
  readonly id: number;
  readonly rule: FaultRule;
  readonly pattern: RegExp | undefined;
  struck: number;
}

/** The faults in force; the first one that matches a request and is drawn strikes. */
export class Faults {
  #faults: Fault[] = [];
  #added = 0;
  #random: () => number;

  constructor(seed: number) {
    this.#random = generator(seed);
  }

  /** Adds a fault and answers its id. */
  add(rule: FaultRule): number {
    const pattern = rule.customerPattern === undefined ? undefined : RegExp(rule.customerPattern);
    this.#added += 1;
    this.#faults.push({ id: this.#added, rule, pattern, struck: 0 });
    return this.#added;
  }

  clear(): void {
    this.#faults = [];
  }

  /** Starts the draws of improbable faults anew. */
  seed(seed: number): void {
    this.#random = generator(seed);
  }

  /** Every fault in force with how often it struck. */
  list(): unknown[] {
    return this.#faults.map(({ id, rule, struck }) => ({ id, struck, ...rule }));
  }

  /** Lets a fault strike, if one does; true when the request is thereby finished. */
  async strike(when: FaultRule['when'], target: Target, response: ServerResponse) {
    if (this.#faults.length === 0) return false;
    const fault = this.#faults.find((each) => each.rule.when === when && this.#hits(each, target));
    if (fault === undefined) return false;
    fault.struck += 1;
    return inflict(fault.rule, response);
  }

  #hits({ rule, pattern, struck }: Fault, { path, customer }: Target): boolean {
    if (rule.times !== undefined && struck >= rule.times) return false;
    if (rule.path !== undefined && !path.startsWith(rule.path)) return false;
    if (rule.customer !== undefined && rule.customer !== customer) return false;
    if (pattern !== undefined && !(customer !== undefined && pattern.test(customer))) return false;
    return rule.probability === undefined || this.#random() < rule.probability;
  }
}

async function inflict(rule: FaultRule, response: ServerResponse): Promise<boolean> {
  if (rule.delayMs !== undefined) await delay(rule.delayMs, undefined, { ref: false });
  if (rule.tear === true) {
    response.destroy();
    return true;
  }
  if (rule.status === undefined) return false;
  answerJson(response, rule.status, rule.body ?? {}, rule.headers);
  return true;
}

/** The mulberry32 generator: the same seed draws the same numbers from 0 to 1. */
function generator(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
