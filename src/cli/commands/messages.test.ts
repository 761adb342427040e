import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Account } from '../../adapters/grpc/generated/twitter_connector/v1/account.ts';
import {
  Change,
  ChangeKind,
  GetMessageResponse,
  Message,
  MessageKind,
  MessageState,
} from '../../adapters/grpc/generated/twitter_connector/v1/messaging.ts';
import { CannedService } from '../canned-service.model.ts';
import { exitCodes } from '../exit-codes.ts';
import { runOn } from '../run-on.model.ts';

const service = new CannedService();
beforeAll(() => service.start());
afterAll(() => service.stop());

const of = { account: '732739706', customer: '1580011223' };
const delivered = Message.fromPartial({
  ...of,
  name: 'messages/x/732739706/1952',
  kind: MessageKind.CUSTOMER_MESSAGE,
  state: MessageState.DELIVERED,
  acceptTime: new Date('2026-03-01T11:00:00Z'),
});
const dead = Message.fromPartial({
  ...of,
  name: 'messages/api/1',
  kind: MessageKind.API_MESSAGE,
  state: MessageState.DEAD,
  acceptTime: new Date('2026-03-01T11:59:30Z'),
  settleTime: new Date('2026-03-01T11:59:31Z'),
  failure: 'recipient-closed',
  failureDetail: 'X answered 403 with code 349',
});

beforeEach(() => {
  service.world.accounts = [Account.fromPartial({ name: 'accounts/732739706', id: '732739706' })];
  service.world.messages = [dead, delivered];
  service.world.changes.length = 0;
  service.world.asked.length = 0;
});

describe('messages list', () => {
  test('is a table for people', async () => {
    const { lines } = await runOn(service, ['messages', 'list']);
    expect(lines.map((line) => line.split(/ {2,}/))).toEqual([
      ['ACCEPTED', 'KIND', 'STATE', 'ACCOUNT', 'CUSTOMER', 'MESSAGE', 'FAILURE'],
      [
        '2026-03-01T11:59:30Z (30s ago)',
        'api',
        'dead',
        of.account,
        of.customer,
        'api/1',
        'recipient-closed: X answered 403 with code 349',
      ],
      [
        '2026-03-01T11:00:00Z (1h ago)',
        'customer',
        'delivered',
        of.account,
        of.customer,
        'x/732739706/1952',
        '-',
      ],
    ]);
  });

  test('asks for what the options say, in the words of the contract', async () => {
    const options = [
      '--state',
      'dead',
      '--kind',
      'agent',
      '--since',
      '2h',
      '--until',
      '2026-03-01T11:30Z',
    ];
    const { terminal } = await runOn(service, ['messages', 'list', ...options, '--json']);
    expect(terminal.values).toEqual([dead, delivered].map(Message.toJSON));
    expect(service.world.requests('ListMessages')).toEqual([
      {
        pageSize: 50,
        pageToken: '',
        account: '',
        customer: '',
        state: MessageState.DEAD,
        kind: MessageKind.AGENT_MESSAGE,
        startTime: new Date('2026-03-01T10:00:00Z'),
        endTime: new Date('2026-03-01T11:30:00Z'),
      },
    ]);
  });

  test('ends at its limit, and says that there are more', async () => {
    const { lines, err } = await runOn(service, ['messages', 'list', '--limit', '1']);
    expect([lines.length, err]).toEqual([2, 'There are more; see them with --limit.\n']);
  });

  test('takes a customer alone for one of the only account', async () => {
    await runOn(service, ['messages', 'list', '--customer', of.customer]);
    expect(service.world.requests('ListMessages')).toMatchObject([of]);
  });
});

describe('messages show', () => {
  beforeEach(() => {
    const change = { ...of, message: dead.name };
    service.world.changes.push(
      Change.fromPartial({ ...change, kind: ChangeKind.ACCEPTED, time: dead.acceptTime }),
      Change.fromPartial({
        ...change,
        kind: ChangeKind.BURIED,
        time: dead.settleTime,
        failure: dead.failure,
        failureDetail: dead.failureDetail,
      }),
    );
  });

  test('tells everything that happened', async () => {
    const { lines } = await runOn(service, ['messages', 'show', 'api/1']);
    expect(lines).toEqual([
      'message     api/1',
      'kind        api',
      'state       dead',
      'account     732739706',
      'customer    1580011223',
      'accepted    2026-03-01T11:59:30Z (30s ago)',
      'settled     2026-03-01T11:59:31Z (29s ago)',
      'event on X  -',
      'failure     recipient-closed: X answered 403 with code 349',
      'tries       3',
      'next try    2026-03-01T12:01:00Z (in 1m)',
      'history     2026-03-01T11:59:30Z  accepted   732739706   1580011223           api/1',
      '            2026-03-01T11:59:31Z  buried     732739706   1580011223           api/1  recipient-closed: X answered 403 with code 349',
    ]);
  });

  test('is the JSON of the contract for programs', async () => {
    const { terminal } = await runOn(service, ['messages', 'show', 'messages/api/1', '--json']);
    const [value] = terminal.values;
    expect(GetMessageResponse.fromJSON(value).message).toEqual(dead);
    expect(GetMessageResponse.fromJSON(value).changes).toEqual(service.world.changes);
  });

  test('of an unknown one ends with 3', async () => {
    const { code, err } = await runOn(service, ['messages', 'show', 'cim/none']);
    expect([code, err]).toEqual([exitCodes.notFound, 'There is no such message.\n']);
  });
});
