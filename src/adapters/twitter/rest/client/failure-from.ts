import { Failure, type FailureCode } from '../../../../domain/errors.ts';
import {
  failureByCode,
  failureByProblem,
  failureByStatus,
  failureByWords,
} from './failure-codes.ts';
import { type AnswerHeaders, announcedMs, retryAfterMs } from './rate-limit.ts';
import { type XError, xErrorIn } from './x-error.ts';

const shownMax = 200;

/** How long nothing more is tried where X limits without saying until when. */
const longPauseMs = 15 * 60_000;

/**
 * The failure behind an answer of X that is not 2xx. X's sentence decides where it is known, then
 * X's code, then the problem type, then the status. `body` is parsed JSON, or text that is none.
 *
 * A limit (429, code 88) carries the time X announced. Whatever else X makes one wait for is over
 * in no window of minutes, and is made worse by trying: spent credits (402), a spend cap, a usage
 * cap, an account that looks automated (226) or may not do something for now. These carry a quarter
 * of an hour, or what `retry-after` says.
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
  return new Failure(
    code,
    detail,
    code === 'throttled' ? againMs(status, error, headers, nowMs) : undefined,
  );
}

function againMs(
  status: number,
  error: XError | undefined,
  headers: AnswerHeaders,
  nowMs: number,
): number | undefined {
  const capped = error?.problem === 'usage-capped';
  if ((status === 429 && !capped) || error?.code === 88) return announcedMs(headers, nowMs);
  return retryAfterMs(headers, nowMs) ?? nowMs + longPauseMs;
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

/** The reasons that X begins its words with (X API v2, webhooks), such as `UrlValidationFailed:`. */
const reason = /^[A-Z][A-Za-z]+(?:Failed|Exceeded|Invalid|NotFound|Error):/;

/**
 * X's fixed sentences may be shown; what it quotes in brackets, and what may be a key or a
 * signature, came from us and is left out.
 */
function detailOf(status: number, error: XError | undefined): string {
  const code = error?.code === undefined ? '' : ` code ${error.code}`;
  const message = error?.message ?? '';
  const [why = ''] = reason.exec(message) ?? [];
  const words = message
    .slice(why.length)
    .replaceAll(/\[[^\]]*\]|[\w%+/=-]{20,}/g, '[…]')
    .replaceAll(/\s+/g, ' ');
  const told = `${why}${words}`.trim().replace(/:$/, '');
  const shown = [...told].slice(0, shownMax).join('');
  return `X answered ${status}${code}${shown === '' ? '' : `: ${shown}`}`;
}
