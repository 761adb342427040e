import pino, { type Logger } from 'pino';
import type { Failure } from '../domain/errors.ts';
import type { Observer, Occurrence } from '../domain/observer.ts';
import type { Alarm } from '../domain/watch/watch.ts';

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

const gapLines: Readonly<
  Record<'found' | 'waits' | 'held' | 'healed' | 'partly', readonly [Level, string]>
> = {
  found: ['warn', 'something may not have been heard; it is looked for on X'],
  waits: ['info', 'the look for what was not heard waits for X'],
  held: ['warn', 'what was not heard cannot be looked for now; it is tried again'],
  healed: ['info', 'what was not heard is here'],
  partly: ['error', 'X has no longer everything that was not heard'],
};

const alarmLines: Readonly<Record<Alarm, readonly [Level, string]>> = {
  'webhook-invalid': ['error', 'X calls the webhook invalid and sends nothing'],
  'webhook-gone': ['error', 'X does not have the webhook any more and sends nothing'],
  'not-subscribed': ['error', 'the account is not subscribed, X sends nothing'],
  silent: ['error', 'the account is silent for longer than usual'],
  deaf: ['error', 'X has messages that it did not send to the webhook'],
  certificate: ['error', 'the certificate of the public address ends soon'],
  'address-wrong': ['error', 'the public address does not answer a challenge as it should'],
  'address-unreachable': ['warn', 'the public address cannot be reached from here'],
  unchecked: ['warn', 'X cannot be asked about the webhook and the subscription'],
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
  apis: ({ accountId, apis }) => ['info', 'account uses these APIs of X', { accountId, ...apis }],
  'apis-unknown': ({ accountId, failure }) => [
    'warn',
    'it is not known which APIs of X the account may use',
    { accountId, ...said(failure) },
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
  gap: ({ state, accountId, cause, fromMs, toMs, read, found, waitsUntilMs, failure }) => [
    gapLines[state][0],
    gapLines[state][1],
    {
      accountId,
      cause,
      from: new Date(fromMs).toISOString(),
      to: new Date(toMs).toISOString(),
      read,
      found,
      ...(waitsUntilMs !== undefined && { waitsUntil: new Date(waitsUntilMs).toISOString() }),
      ...said(failure),
    },
  ],
  alarm: ({ accountId, alarm, state, failure }) => [
    state === 'over' ? 'info' : alarmLines[alarm][0],
    `${state === 'over' ? 'over: ' : ''}${alarmLines[alarm][1]}`,
    { accountId, alarm, ...said(failure) },
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
