import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  type DeadLetter,
  DiscardDeadLettersRequest,
  type DiscardDeadLettersResponse,
  type GetStatisticsResponse,
  ListDeadLettersRequest,
  type ListDeadLettersResponse,
  RedriveDeadLettersRequest,
  type RedriveDeadLettersResponse,
} from '../src/adapters/grpc/generated/twitter_connector/v1/delivery.ts';
import { MessageState } from '../src/adapters/grpc/generated/twitter_connector/v1/messaging.ts';
import { Failure } from '../src/domain/errors.ts';
import { ask, clientsOf, recordOf, refused, settled } from './control-client.ts';
import { ControlRig } from './control-rig.ts';
import { eventually } from './eventually.ts';

let rig: ControlRig;
let clients: ReturnType<typeof clientsOf>;

beforeEach(async () => {
  rig = new ControlRig();
  await rig.start();
  clients = clientsOf(rig.port);
});
afterEach(async () => {
  clients.close();
  await rig.close();
  expect(rig.reported).toEqual([]);
});

/** A message that X refuses for good. */
const bury = async (id: string, customerId = id) => {
  rig.x.troubles.failNext(new Failure('recipient-closed', 'X answered 403 code 349'));
  await rig.agentSays(id, `text of ${id}`, customerId);
  return settled(clients.messaging, `messages/cim/${id}`);
};
const list = (more: object = {}) =>
  ask<ListDeadLettersResponse>((settle) =>
    clients.delivery.listDeadLetters(ListDeadLettersRequest.fromPartial(more), settle),
  );
const redrive = (more: object) =>
  ask<RedriveDeadLettersResponse>((settle) =>
    clients.delivery.redriveDeadLetters(RedriveDeadLettersRequest.fromPartial(more), settle),
  );
const discard = (more: object) =>
  ask<DiscardDeadLettersResponse>((settle) =>
    clients.delivery.discardDeadLetters(DiscardDeadLettersRequest.fromPartial(more), settle),
  );
const statistics = () =>
  ask<GetStatisticsResponse>((settle) => clients.delivery.getStatistics({}, settle));
const names = (deadLetters: readonly DeadLetter[]) => deadLetters.map(({ name }) => name);
const byName = (...ids: string[]) => ({
  selection: {
    $case: 'deadLetters',
    value: { names: ids.map((id) => `deadLetters/cim/${id}`) },
  },
});
const byFilter = (value: object = {}) => ({ selection: { $case: 'filter', value } });

describe('ListDeadLetters', () => {
  test('tells why and when, never a text, the newest first, page by page', async () => {
    for (const n of [1, 2, 3]) await bury(`${n}`);
    const first = await list({ pageSize: 2 });
    const second = await list({ pageSize: 2, pageToken: first.nextPageToken });
    expect(second.nextPageToken).toBe('');
    const all = [...first.deadLetters, ...second.deadLetters];
    expect(names(all)).toEqual(['3', '2', '1'].map((id) => `deadLetters/cim/${id}`));
    expect(all[0]).toEqual({
      name: 'deadLetters/cim/3',
      account: '1',
      customer: '3',
      failure: 'recipient-closed',
      failureDetail: 'X answered 403 code 349',
      acceptTime: expect.any(Date),
      buryTime: expect.any(Date),
    });
    expect(JSON.stringify(all)).not.toContain('text of');
  });

  test('picks by account and time', async () => {
    await bury('1');
    const buried = (await list()).deadLetters[0]?.buryTime?.getTime() ?? 0;
    const after = { sinceTime: new Date(buried + 1) };
    expect(names((await list({ filter: { account: '1' } })).deadLetters)).toHaveLength(1);
    expect(
      names((await list({ filter: { sinceTime: new Date(buried) } })).deadLetters),
    ).toHaveLength(1);
    expect(names((await list({ filter: after })).deadLetters)).toEqual([]);
    expect(names((await list({ filter: { account: '2' } })).deadLetters)).toEqual([]);
  });

  test('refuses what is no page and no account', async () => {
    await bury('1');
    await bury('2');
    const { nextPageToken: pageToken } = await list({ pageSize: 1 });
    const page = refused('INVALID_ARGUMENT', /^page_token /);
    await expect(list({ pageToken, filter: { account: '1' } })).rejects.toEqual(page);
    await expect(list({ pageToken: 'x' })).rejects.toEqual(page);
    await expect(list({ pageSize: -1 })).rejects.toEqual(
      refused('INVALID_ARGUMENT', /^page_size /),
    );
    await expect(list({ filter: { account: 'accounts/1' } })).rejects.toEqual(
      refused('INVALID_ARGUMENT', 'filter.account must be 1 to 20 digits'),
    );
  });
});

describe('RedriveDeadLetters', () => {
  test('delivers by name what was given up, at once and once', async () => {
    await bury('1');
    await bury('2');
    expect(await redrive(byName('1', 'never'))).toEqual({
      redriven: ['deadLetters/cim/1'],
      nextPageToken: '',
    });
    const { message, changes } = await settled(clients.messaging, 'messages/cim/1');
    expect(message).toMatchObject({ state: MessageState.DELIVERED, failure: '' });
    expect(changes.map(({ kind }) => kind)).toEqual([1, 3, 4, 2]);
    expect(changes[1]).toMatchObject({ failure: 'recipient-closed' });
    expect(rig.x.reached.map(({ text }) => text)).toEqual(['text of 1']);
    expect(await redrive(byName('1'))).toEqual({ redriven: [], nextPageToken: '' });
    expect(names((await list()).deadLetters)).toEqual(['deadLetters/cim/2']);
  });

  test('takes all that fit a filter, each once, also what is given up again at once', async () => {
    rig.x.send = () => Promise.reject(new Failure('rejected', 'X answered 403'));
    for (let n = 0; n < 210; n++) void rig.agentSays(`${n}`, 'text', `${n}`);
    const dead = async () => Number((await statistics()).deadLetters);
    await eventually(dead, (count) => count === 210);
    const redriven: string[] = [];
    let pageToken = '';
    let calls = 0;
    do {
      const answer = await redrive({ ...byFilter({ account: '1' }), pageToken });
      redriven.push(...answer.redriven);
      pageToken = answer.nextPageToken;
      calls += 1;
      await eventually(dead, (count) => count === 210);
    } while (pageToken !== '' && calls < 9);
    expect([calls, redriven.length, new Set(redriven).size]).toEqual([2, 210, 210]);
  });

  test('refuses a selection that is none', async () => {
    await expect(redrive({})).rejects.toEqual(
      refused('INVALID_ARGUMENT', 'selection is missing: dead_letters or filter'),
    );
    await expect(redrive(byName())).rejects.toEqual(
      refused('INVALID_ARGUMENT', 'dead_letters.names must be 1 to 1000'),
    );
    const wrong = { $case: 'deadLetters', value: { names: ['messages/cim/1'] } };
    await expect(redrive({ selection: wrong, pageToken: 'x' })).rejects.toEqual(
      refused(
        'INVALID_ARGUMENT',
        /^dead_letters.names\[0\] must be deadLetters\/{id}; page_token /,
      ),
    );
    await expect(redrive({ ...byFilter(), pageToken: 'x' })).rejects.toEqual(
      refused('INVALID_ARGUMENT', /^page_token /),
    );
  });

  test('does not go on with the pages of a discarding', async () => {
    for (let n = 0; n < 2; n++) await bury(`${n}`);
    const { nextPageToken: pageToken } = await list({ pageSize: 1 });
    await expect(redrive({ ...byFilter(), pageToken })).rejects.toEqual(
      refused('INVALID_ARGUMENT', /^page_token /),
    );
  });
});

describe('DiscardDeadLetters', () => {
  test('gives up by name or by filter, for good', async () => {
    for (const n of [1, 2, 3]) await bury(`${n}`);
    expect(await discard(byName('2'))).toEqual({
      discarded: ['deadLetters/cim/2'],
      nextPageToken: '',
    });
    const { discarded } = await discard(byFilter());
    expect(discarded.toSorted()).toEqual(['deadLetters/cim/1', 'deadLetters/cim/3']);
    expect((await recordOf(clients.messaging, 'messages/cim/1')).message).toMatchObject({
      state: MessageState.DISCARDED,
      failure: 'recipient-closed',
    });
    expect(await redrive(byName('1'))).toEqual({ redriven: [], nextPageToken: '' });
    expect((await list()).deadLetters).toEqual([]);
  });
});

describe('GetStatistics', () => {
  test('counts what waits for each target, its trouble and the dead letters', async () => {
    await bury('1');
    expect(await statistics()).toEqual({ targets: [], deadLetters: 1n });
    rig.x.send = () => Promise.reject(new Failure('unavailable', 'X answered 503'));
    for (let n = 0; n < 8; n++) await rig.agentSays(`w${n}`, 'text', `${n}`);
    const found = await eventually(
      statistics,
      ({ targets }) => targets[0]?.troubleTime !== undefined,
    );
    expect(found).toEqual({
      targets: [
        {
          target: 'x/1',
          waitingMessages: 8n,
          freshLanes: expect.any(BigInt),
          retryingLanes: expect.any(BigInt),
          leasedLanes: expect.any(BigInt),
          oldestAcceptTime: expect.any(Date),
          troubleTime: expect.any(Date),
          trouble: 'unavailable',
        },
      ],
      deadLetters: 1n,
    });
    const [
      { freshLanes, retryingLanes, leasedLanes } = {
        freshLanes: 0n,
        retryingLanes: 0n,
        leasedLanes: 0n,
      },
    ] = found.targets;
    expect(freshLanes + retryingLanes + leasedLanes).toBe(8n);
  });
});
