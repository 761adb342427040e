import pino, { type Logger } from 'pino';
import type { Failure } from '../domain/errors.ts';
import type { Observer, Occurrence } from '../domain/observer.ts';

/** The log: one JSON line an event on standard output, each with `more` as it is then. */
export function logger(level: string, more?: () => object): Logger {
  const mixin = more === undefined ? {} : { mixin: more };
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, ...mixin });
}

type Level = 'trace' | 'debug' | 'info' | 'warn' | 'error';

type Line<K extends Occurrence['kind']> = (
  occurrence: Extract<Occurrence, { kind: K }>,
) => LineParts;

type LineParts = readonly [Level, string, Readonly<Record<string, unknown>>];

const said = (failure: Failure | undefined) =>
  failure === undefined ? {} : { failure: failure.code, detail: failure.detail };

const percentOf = (bytes: number, sizeBytes: number | undefined) =>
  sizeBytes === undefined || sizeBytes === 0
    ? {}
    : { percent: Math.floor((100 * bytes) / sizeBytes) };

const accountLevels: Readonly<Record<string, Level>> = {
  revoked: 'error',
  unauthorized: 'error',
  differs: 'warn',
};

/** How each occurrence reads in the log. Ids and codes only. */
const lines: { readonly [K in Occurrence['kind']]: Line<K> } = {
  accepted: ({ from, duplicate }) => ['trace', 'accepted', { from, duplicate }],
  ignored: ({ from, type }) => [
    /malformed|another_account/.test(type) ? 'warn' : 'debug',
    'ignored',
    { from, type },
  ],
  delivered: ({ lane, waitedMs }) => ['debug', 'delivered', { lane, waitedMs }],
  held: ({ lane, failure, tries, dueAtMs }) => [
    tries === 1 ? 'warn' : 'debug',
    'held, will be tried again',
    { lane, tries, dueAt: new Date(dueAtMs).toISOString(), ...said(failure) },
  ],
  buried: ({ lane, failure }) => [
    'error',
    'given up: now a dead letter',
    { lane, ...said(failure) },
  ],
  'doubt-settled': ({ lane, by }) => ['info', 'doubt settled', { lane, by }],
  target: ({ target, state, failure }) => [
    state === 'reachable' ? 'info' : 'error',
    state === 'reachable' ? 'target is reachable again' : 'target is in trouble',
    { target, ...said(failure) },
  ],
  account: ({ accountId, state }) => [
    accountLevels[state] ?? 'info',
    state === 'differs'
      ? 'CCM has other keys for this account; load its type to take them'
      : `account ${state}`,
    { accountId },
  ],
  'channels-not-loaded': ({ channelTypeId, failure }) => [
    'warn',
    'channels were not loaded',
    { channelTypeId, ...said(failure) },
  ],
  transfer: ({ state, direction, accountId, bytes, sizeBytes, elapsedMs }) => [
    state === 'moving' ? 'info' : 'debug',
    state === 'moving' ? 'a file is on its way' : 'a file has passed',
    { direction, accountId, bytes, ...percentOf(bytes, sizeBytes), elapsedMs },
  ],
  'journal-failed': ({ reason }) => ['error', 'the journal failed', { reason }],
  fenced: ({ lane }) => ['warn', 'a settlement came too late', { lane }],
};

/** Writes what happens to the log. */
export function loggingObserver(log: Logger): Observer {
  return {
    notice(occurrence) {
      const line = lines[occurrence.kind] as (occurrence: Occurrence) => LineParts;
      const [level, message, fields] = line(occurrence);
      if (log.isLevelEnabled(level)) log[level](fields, message);
    },
  };
}
