import { status } from '@grpc/grpc-js';
import { failureStatus as grpcStatus } from '../../src/adapters/grpc/status.ts';
import { failureStatus as httpStatus } from '../../src/adapters/http/failure-status.ts';
import { prometheusNameOf } from '../../src/adapters/telemetry/instrument.ts';
import { counters, gauges } from '../../src/adapters/telemetry/instruments.ts';
import {
  type FailureCode,
  type FailureRule,
  Failure,
  failureRules,
} from '../../src/domain/errors.ts';
import { linkTo } from '../named-tests.ts';
import { loggedAs } from './logged.ts';
import type { Note, Notes } from './note.ts';
import { ofMessages } from './of-messages.ts';
import { ofOthers } from './of-others.ts';

const notes: Notes = { ...ofMessages, ...ofOthers };
const codes = Object.keys(failureRules) as FailureCode[];

/** All tests that the page names. */
export const provingTests = Object.values(notes).flatMap(({ tests }) => tests);

const retried: Readonly<Record<FailureRule['retry'], string>> = {
  held: 'until it succeeds or grows too old',
  limited: 'ten times',
  never: 'never',
};

/** Whether a message can be given up with this code. */
const isTold = (code: FailureCode): boolean =>
  failureRules[code].retry !== 'held' || code === 'uncertain';

/** One row for each failure: code, retried, whose trouble, reason code, HTTP, gRPC. */
export const overview = codes.map((code) => {
  const { fault, reasonCode, retry } = failureRules[code];
  const told = isTold(code) || fault === 'target' ? reasonCode : 'as `expired`';
  return `| [\`${code}\`](#${code}) | ${retried[retry]} | ${fault} | ${told} | ${httpStatus[code]} | ${status[grpcStatus[code]]} |`;
});

/** A section for each failure. */
export const sections = codes.flatMap((code) => sectionOf(code, notes[code]));

function sectionOf(code: FailureCode, note: Note): readonly string[] {
  const { caller = '', customer, operator = '', tests, toDo, when } = note;
  const reason = code.toUpperCase().replaceAll('-', '_');
  const answered = `HTTP ${httpStatus[code]}; gRPC ${status[grpcStatus[code]]}, reason \`${reason}\`.`;
  const rows = [
    ['customer', customer],
    ['agent', `${agentSees(code)}${placeholderOf(note)}`],
    ['operator', `${operatorSees(code)} ${operator}`],
    ['caller', `${answered} ${caller}`],
  ];
  return [
    `### ${code}`,
    '',
    when,
    '',
    '| who | sees |',
    '|---|---|',
    ...rows.map(([who, sees]) => `| ${who} | ${String(sees).trim()} |`),
    '',
    `**To do.** ${toDo}`,
    '',
    'Proved by:',
    '',
    ...tests.map((each) => `- ${linkTo(each, '../../')}`),
    '',
  ];
}

function agentSees(code: FailureCode): string {
  const { fault, reasonCode, retry, told } = failureRules[code];
  if (!isTold(code) && fault === 'target') {
    return `Nothing while it is tried again. If it stands in the way until the message is too old, FAILED ${reasonCode}: “${told}”`;
  }
  if (!isTold(code))
    return 'Nothing while it is tried again; then FAILED as [`expired`](#expired).';
  const first = retry === 'held' ? 'Nothing while it is looked for; given up at last, ' : '';
  return `${first}FAILED ${reasonCode}: “${told}”`;
}

function placeholderOf({ placeholder }: Note): string {
  if (placeholder === undefined) return '';
  return ` In the place of a customer’s file: “[The customer sent a photo that cannot be shown here: ${placeholder}. It can be seen on X.]”`;
}

function operatorSees(code: FailureCode): string {
  const { fault, retry } = failureRules[code];
  const failure = new Failure(code, '');
  const lane = 'in/1/2';
  const held = `${loggedAs({ kind: 'held', lane, failure, tries: 1, dueAtMs: 0 })}, \`${prometheusNameOf(counters.held)}{error_type="${code}"}\`.`;
  const buried = `${loggedAs({ kind: 'buried', lane, failure })}, \`${prometheusNameOf(counters.buried)}{error_type="${code}"}\`, a dead letter.`;
  const trouble = `${loggedAs({ kind: 'target', target: 'x/1', state: 'in-trouble', failure })}, \`${prometheusNameOf(gauges.gate)}\` 1, the target’s line in \`/health/ready\` DOWN.`;
  const seen = [
    ...(retry === 'never' ? [] : [held]),
    ...(isTold(code) ? [buried] : []),
    ...(fault === 'target' ? [trouble] : []),
  ];
  return seen.join(' ');
}
