import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { fixture } from '../testing/fixtures.ts';
import { ADA, BUSINESS, GRACE, Scene } from '../testing/scene.ts';
import { PROBLEM_NAMES } from './known-problems.ts';

const SEND = `/2/dm_conversations/with/${ADA}/messages`;

let scene: Scene;

beforeEach(async () => {
  scene = await Scene.start();
});

afterEach(() => scene.close());

const meet = (json: object) =>
  scene.business.plain('POST', '/sandbox/faults', { json: { path: '/2/', ...json } });
const send = () => scene.business.signed('POST', SEND, { json: { text: 'hi' } });

test.each([
  ['unauthorized', 401, 'v2.error_401'],
  ['no-permission-to-message', 403, 'v2.dm.error_403_not_permitted'],
  ['forbidden', 403, 'v2.dm.error_403_missing_scope'],
  ['media-not-permitted', 403, 'v2.dm.error_403_media'],
  ['client-forbidden', 403, 'v2.error_403_client_forbidden'],
  ['oauth1-permissions', 403, 'v2.error_403_oauth1_permissions'],
  ['unsupported-authentication', 403, 'v2.error_403_unsupported_authentication'],
  ['usage-capped', 429, 'v2.error_429_usage_capped'],
  ['too-many-requests', 429, 'v2.error_429'],
  ['too-many-requests-code-88', 429, 'v2.error_429_code88'],
  ['server-error', 500, 'v2.error_500'],
  ['unavailable', 503, 'v2.error_503'],
])('%s is %i with the sample body', async (problem, status, sample) => {
  await meet({ problem });
  const answer = await send();
  expect([answer.status, answer.body]).toEqual([status, fixture(sample)]);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(scene.sandbox.control.messages()).toEqual([]);
});

test('credits and the spend cap are told apart', async () => {
  await meet({ problem: 'credits-depleted', times: 1 });
  await meet({ problem: 'spend-cap', times: 1 });
  await meet({ problem: 'operation-not-permitted', times: 1 });
  expect(await send()).toMatchObject({
    status: 402,
    body: { title: 'CreditsDepleted', account_id: expect.any(Number) },
  });
  expect(await send()).toMatchObject({
    status: 403,
    body: { detail: expect.stringContaining('spend cap') },
  });
  expect(await send()).toMatchObject({
    status: 403,
    body: { detail: 'This operation is not permitted.' },
  });
});

test('too many requests can come with a reset and without a body', async () => {
  await meet({ problem: 'too-many-requests-bare', retryAfterReset: 60 });
  const { status, text, headers } = await send();
  expect([status, text]).toEqual([429, '']);
  const inSecs = Number(headers.get('x-rate-limit-reset')) - Date.now() / 1000;
  expect(inSecs).toBeGreaterThan(50);
});

test('a step of an upload is met by its command, however it is called', async () => {
  await meet({ problem: 'server-error', command: 'INIT' });
  const json = { media_type: 'image/jpeg', total_bytes: 5, media_category: 'dm_image' };
  const form = { command: 'INIT', media_type: 'image/jpeg', total_bytes: '5' };
  const upload = '/2/media/upload';
  const { business } = scene;
  expect((await business.signed('POST', `${upload}/initialize`, { json })).status).toBe(500);
  expect((await business.signed('POST', upload, { form })).status).toBe(500);
  expect((await send()).status).toBe(201);
});

test('a conversation is met by the person in it', async () => {
  await meet({ problem: 'operation-not-permitted', recipient: ADA });
  const to = async (person: string) => {
    const path = `/2/dm_conversations/${BUSINESS}-${person}/messages`;
    return (await scene.business.signed('POST', path, { json: { text: 'hi' } })).status;
  };
  expect([await to(ADA), await to(GRACE)]).toEqual([403, 201]);
});

test('the connection can be torn once the message was taken', async () => {
  await meet({ tear: true, when: 'after', recipient: ADA });
  await expect(send()).rejects.toThrow();
  expect(scene.sandbox.control.messages()).toMatchObject([{ text: 'hi' }]);
});

test.each(PROBLEM_NAMES)('%s is known by that name', async (problem) => {
  expect((await meet({ problem })).status).toBe(204);
});

test('another name is refused', async () => {
  expect((await meet({ problem: 'bad-weather' })).status).toBe(400);
});
