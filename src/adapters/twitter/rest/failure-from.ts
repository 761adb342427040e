import { Failure, type FailureCode } from '../../../domain/errors.ts';
import {
  failureByCode,
  failureByProblem,
  failureByStatus,
  failureByWords,
} from './failure-codes.ts';
import { type AnswerHeaders, announcedMs, retryAfterMs } from './rate-limit.ts';
import { type XError, xErrorIn } from './x-error.ts';

const shownMax = 200;

/**
 * The failure behind an answer of X that is not 2xx. X's sentence decides where it is known, then
 * X's code, then the problem type, then the status. `body` is parsed JSON, or text that is none.
 *
 * A limit (429, code 88) carries the time X announced. Spent credits (402) and an account that
 * looks automated (226) are a pause without a time.
 *
 * With `sendsMessage` a 5xx leaves open whether X took the message, which is `uncertain`; only 503
 * and code 130 say that X did not even begin. A 503 of X's proxy that had begun is open as well.
 */
export function failureFrom(
  status: number,
  headers: AnswerHeaders,
  body: unknown,
  nowMs: number,
  sendsMessage = false,
): Failure {
  const error = xErrorIn(body);
  const code = codeOf(status, error, body);
  const detail = detailOf(status, error);
  if (code === 'unavailable') {
    const open = sendsMessage && status >= 500 && !untouched(status, error, body);
    return new Failure(open ? 'uncertain' : code, detail, retryAfterMs(headers, nowMs));
  }
  const limit = code === 'throttled' && (status === 429 || error?.code === 88);
  return new Failure(code, detail, limit ? announcedMs(headers, nowMs) : undefined);
}

function codeOf(status: number, error: XError | undefined, body: unknown): FailureCode {
  if (error === undefined) return failureOfStranger(status, body);
  const said = failureByWords.find(([words]) => words.test(error.message))?.[1];
  const coded = error.code === undefined ? undefined : failureByCode.get(error.code);
  const typed = error.problem === undefined ? undefined : failureByProblem.get(error.problem);
  return said ?? coded ?? typed ?? failureByStatus(status);
}

/** A page instead of X's words is a gateway's: it refuses us for now, not this message for good. */
function failureOfStranger(status: number, body: unknown): FailureCode {
  const page = typeof body === 'string' && body.trim() !== '';
  return page && [400, 403, 404, 405].includes(status) ? 'unavailable' : failureByStatus(status);
}

const proxyHadBegun = /reset reason: (connection termination|remote reset|protocol error)/i;

/** X did certainly not begin with the request. */
function untouched(status: number, error: XError | undefined, body: unknown): boolean {
  if (error?.code === 130) return true;
  return status === 503 && !(typeof body === 'string' && proxyHadBegun.test(body));
}

/**
 * X's fixed sentences may be shown; what it quotes in brackets, and what may be a key or a
 * signature, came from us and is left out.
 */
function detailOf(status: number, error: XError | undefined): string {
  const code = error?.code === undefined ? '' : ` code ${error.code}`;
  const words = (error?.message ?? '')
    .replaceAll(/\[[^\]]*\]|[\w%+/=-]{20,}/g, '[…]')
    .replaceAll(/\s+/g, ' ');
  const shown = [...words.trim()].slice(0, shownMax).join('');
  return `X answered ${status}${code}${shown === '' ? '' : `: ${shown}`}`;
}
