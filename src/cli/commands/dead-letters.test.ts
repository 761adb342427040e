import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { DeadLetter } from '../../adapters/grpc/generated/twitter_connector/v1/delivery.ts';
import {
  Message,
  MessageState,
} from '../../adapters/grpc/generated/twitter_connector/v1/messaging.ts';
import { CannedService } from '../canned-service.model.ts';
import { exitCodes } from '../exit-codes.ts';
import { runOn } from '../run-on.model.ts';
import { FakeTerminal } from '../terminal/fake-terminal.model.ts';

const service = new CannedService();
const { world } = service;
beforeAll(() => service.start());
afterAll(() => service.stop());

const letter = (n: number) =>
  DeadLetter.fromPartial({
    name: `deadLetters/cim/${n}`,
    account: '732739706',
    customer: '1580011223',
    failure: 'rejected',
    failureDetail: 'X answered 403',
    acceptTime: new Date('2026-03-01T09:00:00Z'),
    buryTime: new Date('2026-03-01T11:00:00Z'),
  });
const letters = (count: number) => Array.from({ length: count }, (_, n) => letter(n));

beforeEach(() => {
  world.deadLetters = letters(3);
  world.lettersPage = 2;
  world.asked.length = 0;
  world.failing.clear();
});

const run = (argv: readonly string[], terminal?: FakeTerminal) =>
  runOn(service, ['dead-letters', ...argv], terminal);

describe('dead-letters list', () => {
  test('goes over all pages', async () => {
    const { lines } = await run(['list']);
    expect(lines.slice(0, 2).map((line) => line.split(/ {2,}/))).toEqual([
      ['GIVEN UP', 'ACCEPTED', 'ACCOUNT', 'CUSTOMER', 'MESSAGE', 'FAILURE'],
      [
        '2026-03-01T11:00:00Z (1h ago)',
        '2026-03-01T09:00:00Z (3h ago)',
        '732739706',
        '1580011223',
        'cim/0',
        'rejected: X answered 403',
      ],
    ]);
    expect(lines).toHaveLength(4);
  });

  test('asks for what the options say', async () => {
    const { terminal } = await run(['list', '--since', '2h', '--account', '9', '--json']);
    expect(terminal.values).toEqual(letters(3).map(DeadLetter.toJSON));
    expect(world.requests('ListDeadLetters')[0]).toEqual({
      pageSize: 50,
      pageToken: '',
      filter: { account: '9', sinceTime: new Date('2026-03-01T10:00:00Z') },
    });
  });

  test('ends at its limit', async () => {
    const { lines, err } = await run(['list', '--limit', '2']);
    expect([lines.length, err]).toEqual([3, 'There are more; see them with --limit.\n']);
  });
});

describe('dead-letters show', () => {
  test('tells everything that happened to the message, however it is named', async () => {
    world.messages = [
      Message.fromPartial({
        name: 'messages/cim/0',
        state: MessageState.DEAD,
        failure: 'rejected',
      }),
    ];
    for (const name of ['cim/0', 'deadLetters/cim/0', 'messages/cim/0']) {
      const { code, lines } = await run(['show', name]);
      expect([code, lines[0]]).toEqual([exitCodes.ok, 'message     cim/0']);
    }
  });
});

describe.each([
  ['redrive', 'Try', 'Redriven', 'RedriveDeadLetters', 'redriven'],
  ['discard', 'Discard', 'Discarded', 'DiscardDeadLetters', 'discarded'],
])('dead-letters %s', (verb, question, done, method, key) => {
  test('takes those that are named, and leaves the others', async () => {
    const { code, out } = await run([verb, 'cim/0', 'deadLetters/cim/2', 'cim/0', '--yes']);
    expect([code, out]).toEqual([exitCodes.ok, `${done}: 2 of 2.\n`]);
    expect(world.deadLetters).toEqual([letter(1)]);
  });

  test('takes all, in batches, and tells which', async () => {
    world.deadLetters = letters(450);
    world.lettersPage = 200;
    const { terminal } = await run([verb, '--all', '--yes', '--json']);
    expect(terminal.values).toEqual([{ [key]: letters(450).map(({ name }) => name) }]);
    expect(world.deadLetters).toEqual([]);
    expect(world.requests(method)).toHaveLength(3);
  });

  test('asks first, with the number, and does nothing without a yes', async () => {
    const terminal = new FakeTerminal(true);
    const running = run([verb, '--since', '2h'], terminal);
    await terminal.types('n\r', new RegExp(`${question} 3 dead letters`));
    const { code, err } = await running;
    expect(code).toBe(exitCodes.failed);
    expect(err).toContain('Nothing was done.');
    expect(world.deadLetters).toEqual(letters(3));
  });

  test('shows a bar on a terminal', async () => {
    const terminal = new FakeTerminal(true);
    const running = run([verb, '--account', '732739706'], terminal);
    await terminal.types('y\r', /dead letters/);
    const { code, err } = await running;
    expect(code).toBe(exitCodes.ok);
    expect(err.endsWith('100%  3 of 3\u001b[K\n')).toBe(true);
  });

  test('refuses where nobody can be asked', async () => {
    const { code, err } = await run([verb, '--all']);
    expect(code).toBe(exitCodes.usage);
    expect(err).toContain('--yes');
    expect(world.deadLetters).toEqual(letters(3));
  });

  test('tells how far it came when it fails', async () => {
    world.deadLetters = letters(450);
    world.lettersPage = 200;
    let calls = 0;
    const note = world.note.bind(world);
    world.note = (name, request) => {
      note(name, request);
      if (name === method && ++calls === 2) throw new Error('planted');
    };
    const { code, err } = await run([verb, '--all', '--yes']);
    world.note = note;
    expect(code).toBe(exitCodes.failed);
    expect(err).toContain(`Stopped. ${done} so far: 200 of 450.`);
    expect(err).toContain('Internal error.');
  });

  test('of those that are none ends with 3, and of nothing ends well', async () => {
    expect((await run([verb, 'cim/9', '--yes'])).code).toBe(exitCodes.notFound);
    world.deadLetters = [];
    const { code, out } = await run([verb, '--all']);
    expect([code, out]).toEqual([exitCodes.ok, 'There is no such dead letter.\n']);
  });
});
