import type { Answer } from '../http/answer.ts';
import type { ApiRequest } from '../http/api-request.ts';
import { knownProblem, type ProblemName } from '../http/known-problems.ts';
import { refusal, refused } from '../http/refusal.ts';

/** A fault to show to matching API calls. */
export interface FaultRule {
  /** Absent: any method. */
  readonly method?: string | undefined;
  /** Begins with a slash: a prefix of the path. Otherwise the source of a regular expression. */
  readonly path: string;
  /** How many calls meet the fault; absent: all, until the faults are cleared. */
  readonly times?: number | undefined;
  /** `before`: instead of the call's effect. `after`: the effect happens, then the fault. */
  readonly when: 'before' | 'after';
  readonly status?: number | undefined;
  readonly body?: unknown;
  /** Answers with the v1.1 error body of this code; `message` and `status` replace the usual ones. */
  readonly code?: number | undefined;
  readonly message?: string | undefined;
  /** Answers with this refusal of API v2; `status` replaces the usual one. */
  readonly problem?: ProblemName | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Seconds from now that `x-rate-limit-reset` names; `x-rate-limit-remaining` is then 0. */
  readonly retryAfterReset?: number | undefined;
  readonly delayMs?: number | undefined;
  /** The connection is torn instead of an answer. */
  readonly tear?: boolean | undefined;
  /** Only calls meant for this user: sends, typing indicators and read receipts. */
  readonly recipient?: string | undefined;
  /** Only media uploads with this command. */
  readonly command?: string | undefined;
  /** How likely a call that matches meets it, 0 to 1; always when absent. */
  readonly probability?: number | undefined;
}

/** The active fault rules; the first one that matches a call is shown. */
export class Faults {
  #rules: {
    readonly rule: FaultRule;
    left: number;
    readonly matches: (path: string) => boolean;
  }[] = [];

  add(rule: FaultRule): void {
    this.#rules.push({
      rule,
      left: rule.times ?? Number.POSITIVE_INFINITY,
      matches: pathTest(rule),
    });
  }

  clear(): void {
    this.#rules = [];
  }

  /** The rules that are still active. */
  active(): FaultRule[] {
    return this.#rules.map(({ rule, left }) =>
      rule.times === undefined ? rule : { ...rule, times: left },
    );
  }

  /** The fault this call meets; counts it. */
  take(request: ApiRequest): FaultRule | undefined {
    if (this.#rules.length === 0) return undefined;
    const found = this.#rules.find(
      ({ rule, matches }) =>
        (rule.method === undefined || rule.method.toUpperCase() === request.method) &&
        matches(request.path) &&
        (rule.recipient === undefined || request.isMeantFor(rule.recipient)) &&
        (rule.command === undefined || rule.command === request.command) &&
        (rule.probability === undefined || Math.random() < rule.probability),
    );
    if (found === undefined) return undefined;
    found.left -= 1;
    if (found.left <= 0) this.#rules = this.#rules.filter((other) => other !== found);
    return found.rule;
  }
}

/** The answer a fault gives; undefined for one that only delays or tears. */
export function faultAnswer(rule: FaultRule, nowMs: number): Answer | undefined {
  const { code, message, problem, status, body, retryAfterReset } = rule;
  const headers = { ...rule.headers, ...resetHeaders(retryAfterReset, nowMs) };
  if (code !== undefined) {
    const words = message === undefined ? {} : { message };
    const usual = refused(refusal(code, words));
    return { ...usual, status: status ?? usual.status, headers };
  }
  if (problem !== undefined) {
    const usual = knownProblem(problem);
    return { ...usual, status: status ?? usual.status, headers: { ...usual.headers, ...headers } };
  }
  if (status === undefined) return undefined;
  return body === undefined ? { status, headers } : { status, headers, body };
}

function resetHeaders(resetInS: number | undefined, nowMs: number): Record<string, string> {
  if (resetInS === undefined) return {};
  return {
    'x-rate-limit-remaining': '0',
    'x-rate-limit-reset': String(Math.ceil(nowMs / 1000 + resetInS)),
  };
}

function pathTest({ path }: FaultRule): (path: string) => boolean {
  if (path.startsWith('/')) return (called) => called.startsWith(path);
  const expression = new RegExp(path);
  return (called) => expression.test(called);
}
