import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { call } from '../sandbox/stage/call.ts';
import { type Stage, setStage } from '../sandbox/stage/stage.ts';
import { DEFAULT_APP, DEFAULT_BUSINESS } from '../sandbox/twitter/defaults.ts';
import { signatureOf } from '../src/adapters/twitter/webhook/signature.ts';
import { asyncapi, faultsOf, followed, validating } from './described.ts';
import { eventually } from './eventually.ts';
import { sentOnX, type Shown } from './world.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
  await stage.register();
});
afterAll(() => stage.close());

/** The examples of a channel, each with our name of what it becomes. */
const examplesOf = (channel: string) =>
  Object.values<any>(asyncapi.channels[channel].messages).flatMap((given) => {
    const { examples, 'x-becomes': becomes } = followed(asyncapi, given);
    return examples.map(({ name, payload }: any) => [name, payload, becomes] as const);
  }) as readonly (readonly [name: string, payload: object, becomes: string])[];

const addressOf = (channel: string): string =>
  asyncapi.channels[channel].address.replace('{accountId}', DEFAULT_BUSINESS.id);

const allShown = async () =>
  (await call('GET', `${stage.cim.ccmUrl}/sandbox/messages`)).body as readonly Shown[];

/** Revoking ends what the other examples need. */
const [revoking, others] = [true, false].map((wanted) =>
  examplesOf('xEvents').filter(([, , becomes]) => (becomes === 'revoked') === wanted),
);

const tell = async (payload: object): Promise<number> => {
  const body = JSON.stringify(payload);
  const headers = { 'x-twitter-webhooks-signature': signatureOf(DEFAULT_APP.consumerSecret, body) };
  const { status } = await call('POST', stage.connector.url + addressOf('xEvents'), body, headers);
  return status;
};

describe('the running service takes the examples of events', () => {
  test('that the contact centre hands over, and X gets what they say', async () => {
    const examples = examplesOf('agentMessages');
    for (const [name, payload] of examples) {
      const url = stage.connector.url + addressOf('agentMessages');
      expect([name, (await call('POST', url, payload)).status]).toEqual([name, 200]);
    }
    const messages = examples.filter(([, , becomes]) => becomes === 'message');
    const texts = (await sentOnX(stage, messages.length)).map(({ text }) => text);
    const wanted = messages.map(([, payload]) => String((payload as any).body.markdownText));
    expect(texts.toSorted()).toEqual(wanted.toSorted());
  });

  test('that X tells, and the contact centre is shown what customers did', async () => {
    for (const [name, payload] of others ?? []) {
      expect([name, await tell(payload)]).toEqual([name, 200]);
    }
    const messages = (others ?? []).filter(([, , becomes]) => becomes === 'message');
    const shown = await eventually(allShown, (found) => textsIn(found).length > messages.length);
    const texts = textsIn(shown);
    expect(texts).toEqual(expect.arrayContaining(['Hello & good morning', 'Yes', 'hello!']));
    expect(texts.filter((text) => text?.includes('encrypted'))).toHaveLength(1);
    expect(shown.map(({ type }) => type)).toContain('NOTIFICATION');
  });

  test('that end an account’s access, unless it was connected since', async () => {
    const account = async () => {
      const { body } = await call('GET', `${stage.connector.url}/health/ready`);
      return body.components[`x/${DEFAULT_BUSINESS.id}`].account;
    };
    for (const [, payload] of revoking ?? []) expect(await tell(payload)).toBe(200);
    expect(await account()).toBe('active');
    for (const [, payload] of revoking ?? []) expect(await tell(datedNow(payload))).toBe(200);
    expect(await account()).toBe('revoked');
  });

  test('and tells the contact centre nothing but what is described', async () => {
    const schema = validating({ $ref: 'schemas/customer-message.yaml' });
    const shown = await eventually(allShown, (found) =>
      found.some(({ type }) => type === 'DELIVERYNOTIFICATION'),
    );
    expect(new Set(shown.map(({ type }) => type))).toEqual(
      new Set(['PLAIN', 'NOTIFICATION', 'DELIVERYNOTIFICATION']),
    );
    for (const { message } of shown)
      expect([message, ...faultsOf(message, schema)]).toEqual([message]);
  });
});

const datedNow = (payload: object): object => {
  const date_time = new Date().toISOString();
  return JSON.parse(JSON.stringify(payload), (key, value) =>
    key === 'date_time' ? date_time : value,
  );
};

const textsIn = (found: readonly Shown[]) =>
  found.filter(({ type }) => type === 'PLAIN').map(({ text }) => text);
