import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  Change,
  ChangeKind,
} from '../../adapters/grpc/generated/twitter_connector/v1/messaging.ts';
import { Failure, InvalidInput } from '../../domain/errors.ts';
import { CannedService } from '../canned-service.model.ts';
import { exitCodes } from '../exit-codes.ts';
import { runOn } from '../run-on.model.ts';
import { FakeTerminal } from '../terminal/fake-terminal.model.ts';

let service: CannedService;
beforeEach(async () => {
  service = new CannedService();
  await service.start();
});
afterEach(() => service.stop());

const change = (n: number, more: Partial<Change> = {}) =>
  Change.fromPartial({
    message: `messages/x/732739706/${n}`,
    kind: ChangeKind.ACCEPTED,
    time: new Date(Date.parse('2026-03-01T12:00:00Z') + n * 1_000),
    account: '732739706',
    customer: '1580011223',
    ...(more as object),
  });

const line = (n: number, what = 'accepted ', more = '') =>
  `2026-03-01T12:00:0${n}Z  ${what}  732739706   1580011223           x/732739706/${n}${more}`;

describe('messages tail', () => {
  test('shows each change when it happens, until Ctrl-C, which is no failure', async () => {
    const terminal = new FakeTerminal();
    const running = runOn(service, ['messages', 'tail', '--from-start'], terminal);
    service.world.happens(change(1));
    await terminal.until('out', /706\/1\n/);
    service.world.happens(
      change(2, { kind: ChangeKind.BURIED, failure: 'rejected', failureDetail: 'code\u001b[2J 1' }),
    );
    service.world.happens(change(3, { kind: ChangeKind.DELIVERED, eventId: '77' }));
    await terminal.until('out', /706\/3/);
    terminal.stopping.abort();
    const { code, lines, err } = await running;
    expect({ code, err }).toEqual({ code: exitCodes.ok, err: '' });
    expect(lines).toEqual([
      line(1),
      line(2, 'buried   ', '  rejected: code [2J 1'),
      line(3, 'delivered', '  event 77'),
    ]);
  });

  test('begins now, unless it is told to begin at the start or after a cursor', async () => {
    for (const argv of [
      [],
      ['--from-start'],
      ['--cursor', '12'],
      ['--account', '1', '--customer', '2'],
    ]) {
      const terminal = new FakeTerminal();
      const running = runOn(service, ['messages', 'tail', ...argv], terminal);
      const before = service.world.asked.length;
      while (service.world.asked.length === before) await new Promise(setImmediate);
      terminal.stopping.abort();
      await running;
    }
    expect(service.world.requests('WatchMessages')).toEqual([
      { cursor: '', fromStart: false, account: '', customer: '' },
      { cursor: '', fromStart: true, account: '', customer: '' },
      { cursor: '12', fromStart: false, account: '', customer: '' },
      { cursor: '', fromStart: false, account: '1', customer: '2' },
    ]);
  });

  test('goes on where it was after a restart of the service, and says so', async () => {
    const terminal = new FakeTerminal();
    const running = runOn(service, ['messages', 'tail', '--from-start', '--json'], terminal);
    service.world.happens(change(1));
    await terminal.until('out', /706\/1"/);
    await service.stop();
    service.world.happens(change(2));
    await terminal.until('err', /trying again/);
    await service.start();
    await terminal.until('out', /706\/2"/);
    service.world.happens(change(3));
    await terminal.until('out', /706\/3"/);
    terminal.stopping.abort();
    expect((await running).code).toBe(exitCodes.ok);
    expect(terminal.values).toMatchObject([
      { change: { message: 'messages/x/732739706/1', kind: 'CHANGE_KIND_ACCEPTED' }, cursor: '1' },
      { change: { message: 'messages/x/732739706/2' }, cursor: '2' },
      { change: { message: 'messages/x/732739706/3' }, cursor: '3' },
    ]);
    expect(terminal.err).toContain('The connection is lost; trying again in 1s.');
    expect(terminal.err).toContain('Connected again');
  });

  test('waits longer after every vain attempt, but never more than ten seconds', async () => {
    const terminal = new FakeTerminal();
    const running = runOn(service, ['messages', 'tail', '--from-start'], terminal);
    service.world.happens(change(1));
    await terminal.until('out', /706\/1\n/);
    await service.stop();
    await terminal.until('err', /(in 10s[^]*){2}/);
    terminal.stopping.abort();
    await running;
    expect(terminal.pauses.slice(0, 7)).toEqual([500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
  });

  test('fails when the first connection does not come about', async () => {
    await service.stop();
    const { code, err } = await runOn(service, ['messages', 'tail']);
    expect(code).toBe(exitCodes.unavailable);
    expect(err).toContain('cannot be reached');
  });

  test.each([
    ['a cursor that is none', new InvalidInput(['cursor is not valid']), exitCodes.usage],
    ['an account that is none', new Failure('not-found', 'no such account'), exitCodes.notFound],
  ])('does not insist on %s', async (_what, failure, ended) => {
    service.world.failing.set('WatchMessages', failure);
    const { code, terminal } = await runOn(service, ['messages', 'tail', '--cursor', 'x']);
    expect([code, terminal.pauses]).toEqual([ended, []]);
  });
});
