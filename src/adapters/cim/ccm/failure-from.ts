import { Failure, type FailureCode } from '../../../domain/errors.ts';
import { objectIn } from '../json.ts';
import { repeats } from '../../../domain/messaging/repeats.ts';

/** What CCM, or something in front of it, answered. */
export interface CcmAnswer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  /** Undefined when the body was cut off, too slow or too large. */
  readonly text: string | undefined;
}

const theMessagesFault: ReadonlySet<number> = new Set([400, 413, 415, 422]);
const wordsMax = 200;
const retryAfterMaxMs = 24 * 60 * 60 * 1000;

/**
 * The failure in an answer that is not 2xx, or that is a page. Only 400, 413, 415 and 422 speak of the message. Any
 * other status, 401, 403, 404 and 405 included, comes from a wrong path, a gateway in front of CCM
 * or CCM's own trouble: the target is to be repaired, and the message waits. A Retry-After is
 * obeyed with 429 and 5xx. The detail never repeats any of `said`.
 */
export function failureFrom(answer: CcmAnswer, said: readonly string[], nowMs: number): Failure {
  const detail = [`CCM answered ${answer.status}`, ...wordsOf(answer, said)].join(': ');
  const code = isPage(answer) ? 'unavailable' : codeOf(answer.status);
  return new Failure(code, detail, retryAtMs(answer, nowMs));
}

/** The failure of a call that brought no answer. */
export function noAnswer(thrown: unknown, timedOutAfterMs: number | undefined): Failure {
  if (timedOutAfterMs !== undefined) {
    return new Failure('unavailable', `CCM did not answer within ${timedOutAfterMs} ms`);
  }
  const { code, name } = thrown as { readonly code?: unknown; readonly name?: unknown };
  return new Failure('unavailable', `CCM could not be reached: ${String(code ?? name)}`);
}

/** A page is the work of a gateway: CCM itself answers JSON or nothing. */
export const isPage = ({ text }: CcmAnswer): boolean => /^\s*</.test(text ?? '');

function codeOf(status: number): FailureCode {
  if (theMessagesFault.has(status)) return 'rejected';
  return status === 429 ? 'throttled' : 'unavailable';
}

/** CCM's own `error` and `message`, each left out when it may repeat what we said. */
function wordsOf({ text }: CcmAnswer, said: readonly string[]): readonly string[] {
  const body = objectIn(jsonIn(text));
  return [body?.error, body?.message]
    .filter((words) => typeof words === 'string' && words.trim() !== '')
    .map(String)
    .filter((words) => !repeats(words, said))
    .map((words) => words.replaceAll(/\s+/gu, ' ').slice(0, wordsMax).toWellFormed());
}

function jsonIn(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

/** Retry-After in seconds or as a date, at most a day ahead; undefined when there is none. */
function retryAtMs({ status, retryAfter }: CcmAnswer, nowMs: number): number | undefined {
  if (retryAfter === undefined || (status !== 429 && status < 500)) return undefined;
  const given = retryAfter.trim();
  const atMs = /^\d+$/.test(given) ? nowMs + Number(given) * 1000 : Date.parse(given);
  return Number.isNaN(atMs) ? undefined : Math.min(atMs, nowMs + retryAfterMaxMs);
}
