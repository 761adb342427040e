import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { credentials as channel } from '@grpc/grpc-js';
import { call } from '../sandbox/stage/call.ts';
import { DEFAULT_CUSTOMERS } from '../sandbox/twitter/defaults.ts';
import {
  AccountServiceClient,
  ListAccountsRequest,
  type ListAccountsResponse,
  PutCredentialsRequest,
  RemoveAccountRequest,
} from '../src/adapters/grpc/generated/twitter_connector/v1/account.ts';
import { tokens } from '../src/app/tokens.ts';
import { AdministrationRig, business, keys } from './administration-rig.ts';
import { ask, refused } from './control-client.ts';
import { eventually } from './eventually.ts';

const rig = new AdministrationRig();
let client: AccountServiceClient;

beforeAll(async () => {
  await rig.start();
  client = new AccountServiceClient(`127.0.0.1:${rig.port}`, channel.createInsecure());
});
beforeEach(async () => {
  await rig.reset();
  await put();
});
afterAll(async () => {
  client.close();
  await rig.close();
  expect(rig.reported).toEqual([]);
});

const name = `accounts/${business}`;
const [ada] = DEFAULT_CUSTOMERS;
const put = () =>
  ask((settle) =>
    client.putCredentials(PutCredentialsRequest.fromPartial({ credentials: keys }), settle),
  );
const remove = (more: object = {}) =>
  ask((settle) =>
    client.removeAccount(RemoveAccountRequest.fromPartial({ name, ...more }), settle),
  );
const served = async () => {
  const request = ListAccountsRequest.fromPartial({});
  const asked = ask<ListAccountsResponse>((settle) => client.listAccounts(request, settle));
  return (await asked).accounts.map(({ id }) => id);
};
const agentSays = (id: string) =>
  rig.container.get(tokens.receiveAgentMessage).execute({
    id,
    accountId: business,
    customerId: ada.id,
    content: { kind: 'text', text: 'hello' },
  });

/** CCM has a channel of the account, with its keys; answers the id of its type. */
async function putChannel(): Promise<string> {
  const answer = await call('POST', `${rig.ccmUrl}/sandbox/channels`, {
    serviceIdentifier: business,
    providerWebhook: 'http://127.0.0.1:9',
    attributes: {
      'API-KEY': keys.apiKey,
      'API-KEY-SECRET': keys.apiKeySecret,
      'ACCESS-TOKEN': keys.accessToken,
      'ACCESS-TOKEN-SECRET': keys.accessTokenSecret,
    },
  });
  expect(answer.status).toBeLessThan(300);
  const types = await call('GET', `${rig.ccmUrl}/channel-types`);
  return types.body.find((type: { name: string }) => type.name === 'TWITTER').id;
}

describe('RemoveAccount', () => {
  test('forgets the account, and X does not reach it any more', async () => {
    expect(await remove()).toEqual({});
    expect(await served()).toEqual([]);
    expect(() => rig.webhook().challenge(business, 'token')).toThrow('no account');
    expect(() => rig.webhook().verify(business, Buffer.from('{}'), undefined)).toThrow(
      'no account',
    );
  });

  test('makes what waits for it dead letters', async () => {
    rig.x.addFault({ path: '/1.1/direct_messages/', when: 'before', code: 130 });
    await agentSays('waits');
    await eventually(
      async () => rig.noticed.filter(({ kind }) => kind === 'held'),
      (held) => held.length > 0,
    );
    await remove();

    const letters = await eventually(
      async () => (await rig.container.get(tokens.deadLetters).list({}, 10)).entries,
      (entries) => entries.length > 0,
    );
    expect(letters).toMatchObject([{ id: 'cim/waits', failure: 'not-found' }]);
  });

  test('is for good: neither a restart nor CCM brings the account back', async () => {
    const type = await putChannel();
    await rig.container.get(tokens.loadChannels).execute(type);
    expect(await served()).toEqual([business]);
    await remove();
    await rig.restart();
    await rig.container.get(tokens.loadChannels).reload();

    expect(await served()).toEqual([]);
    await expect(agentSays('late')).rejects.toMatchObject({ code: 'not-found' });
    await put();
    expect(await served()).toEqual([business]);
  });

  test('of an unknown account fails, unless it may be missing', async () => {
    await remove();
    await expect(remove()).rejects.toEqual(refused('NOT_FOUND', `no account ${business}`));
    expect(await remove({ allowMissing: true })).toEqual({});
    await expect(remove({ name: 'accounts/' })).rejects.toEqual(
      refused('INVALID_ARGUMENT', /^name must/),
    );
  });
});
