import { type ServiceError, status } from '@grpc/grpc-js';
import {
  BadRequest,
  ErrorInfo,
  RetryInfo,
} from '../../adapters/grpc/generated/google/rpc/error_details.ts';
import { Status } from '../../adapters/grpc/generated/google/rpc/status.ts';
import { CommandFailed, type ExitCode, exitCodes } from '../exit-codes.ts';
import { spanOf } from '../terminal/times.ts';

interface Meaning {
  readonly exitCode: ExitCode;
  /** What to do when the service gives no advice of its own. */
  readonly advice: string;
}

const meanings: Readonly<Record<status, Meaning>> = {
  [status.OK]: { exitCode: exitCodes.ok, advice: '' },
  [status.CANCELLED]: { exitCode: exitCodes.failed, advice: 'Repeat it.' },
  [status.UNKNOWN]: { exitCode: exitCodes.failed, advice: 'See the log of the service.' },
  [status.INVALID_ARGUMENT]: { exitCode: exitCodes.usage, advice: '' },
  [status.DEADLINE_EXCEEDED]: {
    exitCode: exitCodes.unavailable,
    advice: 'Try again later, or give more time with --timeout.',
  },
  [status.NOT_FOUND]: { exitCode: exitCodes.notFound, advice: '' },
  [status.ALREADY_EXISTS]: { exitCode: exitCodes.refused, advice: '' },
  [status.PERMISSION_DENIED]: {
    exitCode: exitCodes.unauthenticated,
    advice: 'Use the token that the service has as ADMIN_TOKEN.',
  },
  [status.RESOURCE_EXHAUSTED]: { exitCode: exitCodes.unavailable, advice: 'Try again later.' },
  [status.FAILED_PRECONDITION]: { exitCode: exitCodes.refused, advice: '' },
  [status.ABORTED]: { exitCode: exitCodes.unavailable, advice: 'Repeat it.' },
  [status.OUT_OF_RANGE]: {
    exitCode: exitCodes.refused,
    advice: 'Images may have up to 5 MB, GIFs up to 15 MB and videos up to 25 MB.',
  },
  [status.UNIMPLEMENTED]: {
    exitCode: exitCodes.failed,
    advice: 'The service may be older than this program, or the address is that of something else.',
  },
  [status.INTERNAL]: { exitCode: exitCodes.failed, advice: 'See the log of the service.' },
  [status.UNAVAILABLE]: { exitCode: exitCodes.unavailable, advice: 'Try again later.' },
  [status.DATA_LOSS]: { exitCode: exitCodes.failed, advice: 'See the log of the service.' },
  [status.UNAUTHENTICATED]: {
    exitCode: exitCodes.unauthenticated,
    advice: 'Give the token of the service with --token-file FILE or the variable ADMIN_TOKEN.',
  },
};

/** What was called, and how. */
interface Called {
  readonly address: string;
  readonly timeoutMs: number;
  /** Whether TLS was used because the environment has the certificate of the service. */
  readonly knowsService?: boolean;
}

/** What an error of a call means for whoever typed the command; undefined: it is no such error. */
export function toldFailure(thrown: unknown, call: Called): CommandFailed | undefined {
  const code = statusOf(thrown);
  if (code === undefined) return undefined;
  const error = thrown as ServiceError;
  const { info, faults, retryMs } = detailsOf(error);
  const { exitCode, advice } = meanings[code];
  if (info === undefined && code === status.UNAVAILABLE) return unreachable(call, error);
  if (info === undefined && code === status.DEADLINE_EXCEEDED) {
    const sentence = `The service at ${call.address} did not answer within ${spanOf(call.timeoutMs)}.`;
    return new CommandFailed(exitCode, sentence, advice);
  }
  if (faults.length > 0) return new CommandFailed(exitCode, 'The request is not valid.', ...faults);
  const later = retryMs === undefined ? [] : [`Try again in ${spanOf(Math.max(1_000, retryMs))}.`];
  const given = info?.metadata['advice'] ?? '';
  const all = [given, ...later].filter((text) => text !== '');
  if (all.length === 0 && advice !== '') all.push(advice);
  return new CommandFailed(exitCode, sentenceOf(error.details), ...all);
}

function unreachable({ address, knowsService }: Called, error: ServiceError): CommandFailed {
  return new CommandFailed(
    exitCodes.unavailable,
    `The service at ${address} cannot be reached${reasonOf(error.details)}.`,
    'Check that it runs and that --address (or TWITTER_CONNECTOR_ADDRESS) is its gRPC port, e.g. 127.0.0.1:9090.',
    knowsService === true
      ? 'TLS is used, since the environment has GRPC_TLS_CERT; name another authority with --ca, and a certificate for a service that wants one with --cert and --key.'
      : 'Use --tls (and --ca) if the service speaks TLS, and neither if it does not.',
  );
}

/** grpc-js wraps what the system said into notes of its own. */
function reasonOf(details: string): string {
  const [, said = details] =
    /Last error: (?:Error: )?(.*?)\.?(?: Resolution note|$)/.exec(details) ?? [];
  const reason = said.replace(/\.$/, '');
  return reason === '' ? '' : `: ${reason}`;
}

/** Why the service says that a call failed, for programs, e.g. `NOT_FOUND`; with what it knows of it. */
function detailsOf(error: ServiceError): {
  readonly info?: ErrorInfo;
  readonly faults: readonly string[];
  readonly retryMs?: number;
} {
  const [trailer] = error.metadata?.get('grpc-status-details-bin') ?? [];
  if (!(trailer instanceof Buffer)) return { faults: [] };
  let info: ErrorInfo | undefined;
  let retryMs: number | undefined;
  const faults: string[] = [];
  for (const { typeUrl, value } of Status.decode(trailer).details) {
    if (typeUrl.endsWith('/google.rpc.ErrorInfo')) info = ErrorInfo.decode(value);
    if (typeUrl.endsWith('/google.rpc.RetryInfo')) {
      const delay = RetryInfo.decode(value).retryDelay;
      if (delay !== undefined) retryMs = Number(delay.seconds) * 1_000 + delay.nanos / 1_000_000;
    }
    if (typeUrl.endsWith('/google.rpc.BadRequest')) {
      faults.push(...BadRequest.decode(value).fieldViolations.map((fault) => fault.description));
    }
  }
  return { ...(info && { info }), faults, ...(retryMs !== undefined && { retryMs }) };
}

const sentenceOf = (words: string): string => {
  const text = words.trim() === '' ? 'the service gave no reason' : words.trim();
  const sentence = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
};

/** Whether something thrown is an error that the service or the connection gave, and which. */
export function statusOf(thrown: unknown): status | undefined {
  const { code } = thrown as { readonly code?: unknown };
  if (!(thrown instanceof Error) || typeof code !== 'number') return undefined;
  return code in status ? code : undefined;
}
