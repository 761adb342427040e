import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DEFAULT_APP } from '../defaults.ts';
import { fixture, shapeOf } from '../testing/fixtures.ts';
import { ADA, BUSINESS, GRACE, Scene } from '../testing/scene.ts';
import { webhookSignature } from './webhook-signature.ts';

interface Envelope {
  readonly event_uuid: string;
  readonly event_type: string;
  readonly filter: object;
  readonly payload: any;
}

let scene: Scene;

beforeEach(async () => {
  scene = await Scene.subscribed();
});

afterEach(() => scene.close());

const deliverIn = (forms: readonly string[], more: object = {}) =>
  scene.business.plain('POST', '/sandbox/forms', { json: { forms, ...more } });
const control = () => scene.sandbox.control;
const bodies = async (count: number) =>
  (await scene.webhook.received(count)).map(({ body }) => body);
const envelopes = async (count: number) =>
  (await bodies(count)).map(({ data }) => data as Envelope);
/** The sample without its tag, and of its people the one that X tells least of. */
const sample = (name: string) => {
  const { tag: _, ...envelope } = (fixture(`xaa.event.${name}`) as { data: any }).data;
  return comparable(envelope, '2222222222222222222');
};
const comparable = ({ payload, ...envelope }: Envelope, person: string) => {
  const { users, ...rest } = payload;
  return shapeOf({ ...envelope, payload: users ? { ...rest, user: users[person] } : rest });
};

describe('in the form of X Activity', () => {
  beforeEach(() => deliverIn(['xaa']));

  test('a message, typing and reading have the shape of the samples', async () => {
    control().write(ADA, BUSINESS, 'hello');
    await scene.webhook.received(1);
    control().type(ADA, BUSINESS);
    await scene.webhook.received(2);
    control().read(ADA, BUSINESS, '123');
    const shapes = (await envelopes(3)).map((envelope) => comparable(envelope, ADA));
    expect(shapes).toEqual(
      ['dm.received', 'dm.indicate_typing.assumed', 'dm.read.assumed'].map(sample),
    );
  });

  test('a message is the one of Account Activity, dated 30 ms later, and without an app', async () => {
    const { event } = control().write(ADA, BUSINESS, 'hello', { quickReply: 'id 1' });
    await scene.webhook.received(1);
    await scene.send(ADA, 'from the API');
    const [received, sent] = await envelopes(2);
    expect(received).toMatchObject({ event_type: 'dm.received', filter: { user_id: BUSINESS } });
    const created_timestamp = String(Number(event.created_timestamp) + 30);
    expect(received?.payload.direct_message_events).toEqual([{ ...event, created_timestamp }]);
    expect(sent?.event_type).toBe('dm.sent');
    expect(sent?.payload.direct_message_events[0].message_create.source_app_id).toBeUndefined();
    expect(sent?.payload).not.toHaveProperty('apps');
    expect(sent?.event_uuid).toMatch(/^-?\d{1,19}$/);
    expect(sent?.event_uuid).not.toBe(received?.event_uuid);
  });

  test('encrypted chat is told to both, and its text to nobody', async () => {
    await scene.business.plain('POST', `/sandbox/users/${ADA}/chats`, { json: { to: BUSINESS } });
    await scene.webhook.received(1);
    await scene.business.plain('POST', `/sandbox/users/${BUSINESS}/chats`, { json: { to: ADA } });
    const [received, sent] = await envelopes(2);
    expect([received, sent].map((one) => one && comparable(one, ADA))).toEqual(
      ['chat.received', 'chat.sent'].map(sample),
    );
    const conversation_id = `${ADA}:${BUSINESS}`;
    expect(received?.payload).toMatchObject({ conversation_id, sender_id: ADA });
    expect(sent?.payload).toMatchObject({ conversation_id, sender_id: BUSINESS });
  });

  test('several events of one body are a list of envelopes', async () => {
    control().change({ batch: 2 });
    control().write(ADA, BUSINESS, '1');
    control().write(GRACE, BUSINESS, '2');
    const [body] = await bodies(1);
    expect(body?.['data']).toMatchObject([{ event_type: 'dm.received' }, { filter: {} }]);
  });

  test('a permission that is taken back has no filter', async () => {
    control().registrations.revoke(BUSINESS);
    const [revoke] = await envelopes(1);
    expect(revoke).toEqual({
      event_uuid: expect.any(String),
      event_type: 'oauth.revoke',
      filter: {},
      payload: {
        date_time: expect.stringMatching(/\+00:00$/),
        user_id: BUSINESS,
        app_id: DEFAULT_APP.id,
      },
    });
  });

  test('every body is signed as ever', async () => {
    control().write(ADA, BUSINESS, 'hello');
    const [delivery] = await scene.webhook.received(1);
    expect(delivery?.headers['x-twitter-webhooks-signature']).toBe(
      webhookSignature(delivery?.raw ?? '', DEFAULT_APP.consumerSecret),
    );
  });
});

describe('which forms are delivered', () => {
  /** What was delivered, once nothing is to be delivered any more. */
  const delivered = async () => {
    while (control().state().counts.deliveries.pending > 0) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return control().deliveries();
  };
  const formsOf = async () => (await delivered()).map(({ form }) => form);

  test('is that of v1.1 until it is changed, and that of v2 has the same bodies', async () => {
    const { event } = control().write(ADA, BUSINESS, 'hello');
    await scene.webhook.received(1);
    await deliverIn(['v2']);
    control().write(ADA, BUSINESS, 'again');
    const [v11, v2] = await bodies(2);
    expect(v11?.direct_message_events).toEqual([event]);
    expect([shapeOf(v2), v2?.users]).toEqual([shapeOf(v11), v11?.users]);
  });

  test('may be all at once: the same event id in each', async () => {
    await deliverIn(['v1.1', 'v2', 'xaa']);
    const { event } = control().write(ADA, BUSINESS, 'hello');
    const attempts = await delivered();
    expect(attempts.map(({ form }) => form).sort()).toEqual(['v1.1', 'v2', 'xaa']);
    expect(attempts.map(({ eventIds }) => eventIds)).toEqual([[event.id], [event.id], [event.id]]);
  });

  test('are batched apart', async () => {
    control().change({ batch: 2 });
    await deliverIn(['v1.1', 'v2', 'xaa']);
    const ids = ['1', '2'].map((text) => control().write(ADA, BUSINESS, text).event.id);
    const attempts = await delivered();
    expect(new Set(attempts.map(({ form }) => form)).size).toBe(3);
    expect(attempts.map(({ eventIds }) => eventIds)).toEqual([ids, ids, ids]);
  });

  test('is told by the rule for the webhook and the user, then the webhook, then the user', async () => {
    const webhookId = control().state().webhooks[0]?.id ?? '';
    await deliverIn(['v2'], { userId: BUSINESS });
    control().type(ADA, BUSINESS);
    expect(await formsOf()).toEqual(['v2']);
    await deliverIn(['xaa'], { webhookId });
    control().type(ADA, BUSINESS);
    expect(await formsOf()).toEqual(['v2', 'xaa']);
    await deliverIn([], { webhookId, userId: BUSINESS });
    await deliverIn(['v1.1']);
    control().type(ADA, BUSINESS);
    expect(await formsOf()).toEqual(['v2', 'xaa']);
    await deliverIn(['v1.1'], { webhookId, userId: BUSINESS });
    control().type(ADA, BUSINESS);
    expect(await formsOf()).toEqual(['v2', 'xaa', 'v1.1']);
    expect(control().state().forms).toHaveLength(4);
  });

  test('never tells of encrypted chat in Account Activity', async () => {
    await deliverIn(['v1.1', 'v2']);
    control().activity.chat(ADA, BUSINESS);
    expect(await formsOf()).toEqual([]);
  });

  test.each([
    [{ forms: ['v3'] }, 400, ['forms.0']],
    [{}, 400, ['forms']],
    [{ forms: ['v2'], webhookId: '5' }, 404, ['webhookId']],
    [{ forms: ['v2'], userId: '5' }, 404, ['userId']],
  ])('cannot be %j', async (json, status, paths) => {
    const answer = await scene.business.plain('POST', '/sandbox/forms', { json });
    const { errors } = answer.body as { errors: { path: string }[] };
    expect([answer.status, errors.map(({ path }) => path)]).toEqual([status, paths]);
  });
});
