import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Account } from '../../adapters/grpc/generated/twitter_connector/v1/account.ts';
import {
  Change,
  ChangeKind,
  Message,
  MessageState,
} from '../../adapters/grpc/generated/twitter_connector/v1/messaging.ts';
import { Failure } from '../../domain/errors.ts';
import { CannedService } from '../canned-service.model.ts';
import { exitCodes } from '../exit-codes.ts';
import { runOn } from '../run-on.model.ts';
import { FakeTerminal } from '../terminal/fake-terminal.model.ts';

const folder = mkdtempSync(join(tmpdir(), 'cli-send-'));
const service = new CannedService();
const { world } = service;
beforeAll(() => service.start());
afterAll(() => service.stop());
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  world.accounts = [Account.fromPartial({ name: 'accounts/732739706', id: '732739706' })];
  world.messages = [];
  world.asked.length = 0;
  world.failing.clear();
});

const to = ['--customer', '1580011223'];
const send = (...argv: readonly string[]) => runOn(service, ['messages', 'send', ...argv, ...to]);
const change = (kind: Change['kind'], more: object = {}) =>
  Change.fromPartial({ message: 'messages/api/one', kind, ...more });

describe('messages send', () => {
  test('sends a text from the only account, with an id that makes it safe to repeat', async () => {
    const { code, out } = await send('Good morning');
    expect(code).toBe(exitCodes.ok);
    const [request] = world.requests('SendMessage') as [{ requestId: string }];
    expect(request).toMatchObject({
      account: '732739706',
      customer: '1580011223',
      content: { $case: 'text', value: 'Good morning' },
      requestId: expect.stringMatching(/^[\w-]{36}$/),
    });
    expect(out).toBe(
      `Accepted as api/${request.requestId}; "messages show" tells what becomes of it.\n`,
    );
  });

  test('offers answers to tap', async () => {
    await send('Did we help you?', '--quick-reply', 'Yes', '--quick-reply', 'No, call me');
    expect(world.requests('SendMessage')).toMatchObject([
      {
        content: {
          $case: 'choice',
          value: {
            text: 'Did we help you?',
            quickReplies: [{ label: 'Yes' }, { label: 'No, call me' }],
          },
        },
      },
    ]);
  });

  test('uploads a file first, and sends it with the text as its caption', async () => {
    const path = join(folder, 'form.png');
    const png = Buffer.concat([
      Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex'),
      Buffer.alloc(600_000, 1),
    ]);
    writeFileSync(path, png);
    const { code } = await send('Your form', '--media', path);
    expect(code).toBe(exitCodes.ok);
    expect(world.files.get('files/form.png')?.equals(png)).toBe(true);
    expect(world.requests('UploadFile')).toMatchObject([{ contentType: 'image/png' }]);
    expect(world.requests('SendMessage')).toMatchObject([
      { content: { $case: 'media', value: { file: 'files/form.png', caption: 'Your form' } } },
    ]);
  });

  test('refuses a file together with answers, before anything is uploaded', async () => {
    const { code } = await send('x', '--media', 'form.png', '--quick-reply', 'Yes');
    expect(code).toBe(exitCodes.usage);
    expect(world.requests('UploadFile')).toEqual([]);
  });

  test('tells how to repeat it when it is not known whether it was accepted', async () => {
    world.failing.set('SendMessage', new Failure('unavailable', 'the journal failed'));
    const { code, err } = await send('x', '--request-id', 'one');
    expect(code).toBe(exitCodes.unavailable);
    expect(err).toContain('It is safe to repeat it with --request-id one.');
  });
});

describe('messages send --wait', () => {
  /** Something happens to the message as soon as it is accepted. */
  async function sendAnd(happens: readonly Change[], terminal = new FakeTerminal()) {
    const argv = ['messages', 'send', 'x', ...to, '--wait', '--request-id', 'one', '--json'];
    const running = runOn(service, argv, terminal);
    terminal.patient = true;
    await terminal.until('err', /waiting for the outcome/);
    for (const change of happens) world.happens(change);
    return running;
  }

  test('ends well when it is delivered', async () => {
    const other = Change.fromPartial({ message: 'messages/api/two', kind: ChangeKind.BURIED });
    const { code, terminal } = await sendAnd([
      change(ChangeKind.ACCEPTED),
      other,
      change(ChangeKind.DELIVERED, { eventId: '77' }),
    ]);
    expect(code).toBe(exitCodes.ok);
    expect(terminal.values).toEqual([
      { message: { name: 'messages/api/one', state: 'MESSAGE_STATE_DELIVERED', eventId: '77' } },
    ]);
  });

  test('ends with 4 when it is given up, and says why and what to do', async () => {
    const { code, out, err } = await sendAnd([
      change(ChangeKind.BURIED, { failure: 'recipient-closed', failureDetail: 'code 349' }),
    ]);
    expect([code, out]).toEqual([exitCodes.refused, '']);
    expect(err).toContain('Message api/one was not delivered: recipient-closed: code 349.');
    expect(err).toContain('dead-letters redrive api/one');
  });

  test('ends with 5 when it takes longer than --timeout', async () => {
    const { code, err } = await send('x', '--wait', '--request-id', 'one', '--timeout', '2m');
    expect(code).toBe(exitCodes.unavailable);
    expect(err).toContain('was not delivered within 2m');
  });

  test('knows a repetition of what is settled', async () => {
    world.messages = [
      Message.fromPartial({
        name: 'messages/api/one',
        state: MessageState.DELIVERED,
        eventId: '77',
      }),
    ];
    const { code, out } = await sendAnd([]);
    expect([code, JSON.parse(out)]).toMatchObject([exitCodes.ok, { message: { eventId: '77' } }]);
  });

  test('ends with 130 on Ctrl-C, though the message stays accepted', async () => {
    const terminal = new FakeTerminal();
    const running = sendAnd([], terminal);
    await terminal.until('err', /waiting/);
    terminal.stopping.abort();
    expect((await running).code).toBe(exitCodes.interrupted);
  });
});
