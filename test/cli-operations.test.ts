import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { call } from '../sandbox/stage/call.ts';
import { type Stage, setStage } from '../sandbox/stage/stage.ts';
import { DEFAULT_BUSINESS, DEFAULT_CUSTOMERS } from '../sandbox/twitter/defaults.ts';
import { CommandLine, valuesIn } from './command-line.ts';
import { eventually } from './eventually.ts';
import { sentOnX, shown } from './world.ts';

const account = DEFAULT_BUSINESS.id;
const [ada, grace] = DEFAULT_CUSTOMERS.map(({ id }) => id) as [string, string];

let stage: Stage;
let operator: CommandLine;

beforeAll(async () => {
  stage = await setStage();
  await stage.register();
  operator = new CommandLine({ TWITTER_CONNECTOR_ADDRESS: stage.connector.control });
});
afterAll(() => stage.close());

const send = (to: string, text: string, ...more: readonly string[]) =>
  operator.run('messages', 'send', text, '--customer', to, ...more);
const acceptsMessages = (customer: string, accepts: boolean) =>
  call('POST', `${stage.x.url}/sandbox/users/${customer}`, { acceptsMessages: accepts });

describe('a message that X refuses', () => {
  test('is told with why, can be looked at, and is tried again when the operator says so', async () => {
    await acceptsMessages(grace, false);
    const refused = await send(grace, 'Are you there?', '--wait', '--request-id', 'one');
    expect(refused.code).toBe(4);
    expect(refused.err).toContain('Message api/one was not delivered: recipient-closed');

    const [letter] = await operator.json('dead-letters', 'list');
    expect(letter).toMatchObject({ name: 'deadLetters/api/one', account, customer: grace });
    const { out } = await operator.run('dead-letters', 'show', 'api/one');
    expect(out).toMatch(/^state +dead$/m);
    expect(out).toMatch(/accepted[^]*buried/);
    expect(out).not.toContain('Are you there?');
    expect((await operator.run('status')).out).toContain('Dead letters: 1');

    await acceptsMessages(grace, true);
    expect(await operator.run('dead-letters', 'redrive', 'api/one')).toMatchObject({ code: 2 });
    const redriven = await operator.run('dead-letters', 'redrive', '--since', '1h', '--yes');
    expect(redriven).toMatchObject({ code: 0, out: 'Redriven: 1 of 1.\n' });
    expect(await sentOnX(stage, 1)).toMatchObject([{ to: grace, text: 'Are you there?' }]);
    expect(await operator.json('dead-letters', 'list')).toEqual([]);
  });

  test('is given up for good when the operator says so', async () => {
    await acceptsMessages(grace, false);
    await send(grace, 'Still there?', '--wait', '--request-id', 'two');
    const discarded = await operator.run('dead-letters', 'discard', '--all', '--yes');
    expect(discarded).toMatchObject({ code: 0, out: 'Discarded: 1 of 1.\n' });
    await acceptsMessages(grace, true);
    expect(await operator.json('messages', 'list', '--state', 'discarded')).toMatchObject([
      { name: 'messages/api/two' },
    ]);
    expect(await operator.run('dead-letters', 'discard', 'api/two', '--yes')).toMatchObject({
      code: 3,
    });
  });
});

describe('messages tail', () => {
  test('misses nothing and repeats nothing over a restart of the service, until Ctrl-C', async () => {
    const tail = operator.start('messages', 'tail', '--json', '--customer', ada);
    const kindsOf = (event: string) =>
      valuesIn(tail.out.slice(0, tail.out.lastIndexOf('\n') + 1))
        .filter(({ change }) => change.message === `messages/x/${account}/${event}`)
        .map(({ change }) => change.kind.replace('CHANGE_KIND_', ''));
    const written = async (text: string) => {
      const { body } = await stage.customerWrites(ada, text);
      await shown(stage, 'PLAIN', 1);
      return String(body.event.id);
    };
    // The first message may come before the command watches, so others follow until one is seen.
    await eventually(
      async () => {
        await written('hello?');
        return tail.out;
      },
      (out) => out.includes('\n'),
    );
    const before = await written('before');
    await eventually(
      () => kindsOf(before),
      (kinds) => kinds.length === 2,
    );
    await stage.connector.stop();
    await eventually(
      () => tail.err,
      (err) => err.includes('trying again'),
    );
    await stage.connector.start();
    const after = await written('after');
    await eventually(
      () => kindsOf(after),
      (kinds) => kinds.length === 2,
    );
    tail.child.kill('SIGINT');
    expect(await tail.ended()).toMatchObject({ code: 0 });
    expect([kindsOf(before), kindsOf(after)]).toEqual([
      ['ACCEPTED', 'DELIVERED'],
      ['ACCEPTED', 'DELIVERED'],
    ]);
    expect(tail.err).toContain('Connected again');
    const cursors = valuesIn(tail.out).map(({ cursor }) => cursor);
    expect(new Set(cursors).size).toBe(cursors.length);
  });
});

describe('what programs read', () => {
  test('is JSON, whatever is asked', async () => {
    const commands = [
      ['messages', 'list'],
      ['messages', 'list', '--kind', 'customer', '--limit', '1'],
      ['accounts', 'list'],
      ['accounts', 'show', account, '--full'],
      ['webhooks', 'list'],
      ['subscriptions', 'list'],
      ['subscriptions', 'count'],
      ['status'],
    ];
    const answers = await Promise.all(commands.map((argv) => operator.json(...argv)));
    for (const values of answers) expect(values.length).toBeGreaterThan(0);
  });

  test.each([[['messages', 'list', '--json']], [['messages', 'tail', '--from-start']]])(
    'may be cut off: %j into a closed pipe ends in silence',
    async (argv) => {
      const command = operator.start(...argv);
      if (command.child.stdout === null) throw new Error('no standard output');
      await once(command.child.stdout, 'data');
      command.child.stdout.destroy();
      // A stream that says nothing more would not notice.
      if (argv.includes('tail')) await stage.customerWrites(ada, 'more');
      expect(await command.ended()).toMatchObject({ code: 0, err: '' });
    },
  );
});

describe('what goes wrong has its exit code, and says what to do', () => {
  const elsewhere = new CommandLine({ TWITTER_CONNECTOR_ADDRESS: '127.0.0.1:1' });

  test.each([
    [2, ['messages', 'list', '--state', 'lost'], 'Allowed choices'],
    [2, ['messages', 'tail', '--cursor', 'no cursor'], 'cursor'],
    [3, ['accounts', 'show', '1'], 'account'],
    [3, ['messages', 'show', 'cim/none'], 'message'],
    [3, ['files', 'get', 'none.png'], 'file'],
    [3, ['webhooks', 'list', '--environment', 'Prod'], 'environment'],
    [4, ['webhooks', 'register', `https://nobody.example/webhook/twitter/${account}`], 'room'],
  ])('%i: %j', async (code, argv, said) => {
    const ended = await operator.run(...argv);
    expect({ code: ended.code, out: ended.out }).toEqual({ code, out: '' });
    expect(ended.err).toContain(said);
    expect(ended.err).not.toMatch(/ at .*\.ts:|[^\P{Cc}\n]/u);
  });

  test('5 when the service cannot be reached', async () => {
    expect(await elsewhere.run('status')).toMatchObject({
      code: 5,
      err: expect.stringContaining('--address'),
    });
  });

  test('4 for a file that is too large', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cli-'));
    const path = join(folder, 'large.mp4');
    writeFileSync(path, Buffer.alloc(26_000_000));
    const { code, err } = await operator.run('files', 'put', path);
    rmSync(folder, { recursive: true });
    expect({ code, err }).toMatchObject({ code: 4, err: expect.stringContaining('25 MB') });
  });
});
