import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { call } from '../sandbox/stage/call.ts';
import { fileOf, types } from '../sandbox/stage/files.ts';
import { registration, type Stage, setStage } from '../sandbox/stage/stage.ts';
import { DEFAULT_APP, DEFAULT_BUSINESS, DEFAULT_CUSTOMERS } from '../sandbox/twitter/defaults.ts';
import {
  agentSends,
  bytesAt,
  customerSends,
  mediaOnX,
  partsOf,
  reportOn,
  sha,
} from './media-world.ts';
import { clearFaults, faultOnX, sentOnX } from './world.ts';

const [ada] = DEFAULT_CUSTOMERS;
const sends = '/2/dm_conversations/with/';
const plenty = { limit: 10_000, windowMs: 900_000 };
const rateLimits = {
  'dm_conversations/messages': plenty,
  'dm_events/list': plenty,
  'dm_events/show': plenty,
};
const {
  'ENVIRONMENT-NAME': _,
  'ACCESS-TOKEN': __,
  'ACCESS-TOKEN-SECRET': ___,
  ...app
} = registration;

/**
 * How an account of an app that X made after v1.1 is connected, where its customers' files come
 * from then, and what an administrator sends for it.
 */
const connections: readonly (readonly [string, string, (stage: Stage) => object])[] = [
  [
    'OAuth 1.0a',
    '/1.1/ton/',
    () => ({
      ...app,
      'ACCESS-TOKEN': registration['ACCESS-TOKEN'],
      'ACCESS-TOKEN-SECRET': registration['ACCESS-TOKEN-SECRET'],
    }),
  ],
  [
    'OAuth 2.0 alone',
    '/2/dm_conversations/media/',
    ({ x }) => ({
      ...app,
      'OAUTH2-CLIENT-ID': DEFAULT_APP.clientId,
      'OAUTH2-CLIENT-SECRET': DEFAULT_APP.clientSecret,
      'OAUTH2-REFRESH-TOKEN': x.control.oauth2.issueTokens(DEFAULT_BUSINESS.id).refresh_token,
    }),
  ],
];

describe.each(connections)('an account of a new app, connected by %s', (_how, filesAt, bodyOf) => {
  let stage: Stage;
  let count = 0;

  beforeAll(async () => {
    stage = await setStage({
      environment: { TWITTER_TIMEOUT_MS: '2000', ECHO_WAIT_MS: '300', RETRY_EARLY_CAP_MS: '300' },
      x: { settings: { rateLimits, media: { processingMs: 50, checkAfterSecs: 0.05 } } },
    });
    stage.x.control.registrations.changeApp(DEFAULT_APP.id, { refuses: ['v1.1'] });
    const apis = { 'MESSAGES-API': 'v2', 'EVENTS-API': 'x-activity' };
    const url = `${stage.connector.url}/webhook/twitter/register-and-subscribe`;
    const { status, body } = await call('POST', url, { ...bodyOf(stage), ...apis });
    if (status !== 200) throw new Error(JSON.stringify(body));
  }, 60_000);
  afterAll(() => stage.close());
  beforeEach(async () => {
    count = (await sentOnX(stage, 0)).length;
  });
  const newOnX = async (more: number) => (await sentOnX(stage, count + more, 30_000)).slice(count);

  test('sends an agent’s text, and says which message of X it became', async () => {
    const text = 'Hello <Ada> & all: https://example.com/x?a=1&b=2 😀';
    await stage.agentWrites(ada.id, text, { id: 'text-1' });
    const report = await reportOn(stage, 'text-1');
    const sent = await newOnX(1);
    expect(sent.map((message) => message.text)).toEqual([text]);
    expect(report.header.providerMessageId).toBe(sent[0]?.id);
    expect(report.body).toMatchObject({ status: 'DELIVERED', reasonCode: '200' });
  });

  test.each([
    ['png', 'dm_image'],
    ['animated gif', 'dm_gif'],
    ['mp4', 'dm_video'],
  ] as const)('sends an agent’s file: %s as %s', async (kind, category) => {
    const file = fileOf(kind, 300_000);
    const id = await agentSends(stage, `file.${kind}`, file, types[kind]);
    const { body, header } = await reportOn(stage, id);
    expect(body).toMatchObject({ status: 'DELIVERED' });
    expect((await mediaOnX(stage)).at(-1)).toMatchObject({
      category,
      bytes: file.length,
      sha256: sha(file),
      state: 'succeeded',
      attachedTo: [header.providerMessageId],
    });
    expect(await newOnX(1)).toHaveLength(1);
  });

  test.each(['after', 'off'] as const)(
    'sends one message when X takes it and the connection breaks; echo: %s',
    async (echo) => {
      await call('POST', `${stage.x.url}/sandbox/settings`, { echo });
      await faultOnX(stage, { path: sends, times: 1, when: 'after', tear: true });
      const [doubt, next] = [`doubt-${echo}`, `next-${echo}`];
      await stage.agentWrites(ada.id, `see https://example.com & <${echo}>`, { id: doubt });
      await stage.agentWrites(ada.id, 'and this follows', { id: next });
      const report = await reportOn(stage, doubt);
      await reportOn(stage, next);
      const sent = await newOnX(2);
      expect(sent.map(({ text }) => text)).toEqual([
        `see https://example.com & <${echo}>`,
        'and this follows',
      ]);
      expect(report.body.status).toBe('DELIVERED');
      expect(report.header.providerMessageId).toBe(sent[0]?.id);
      await call('POST', `${stage.x.url}/sandbox/settings`, { echo: 'after' });
    },
  );

  test('sends one file when X takes it and the connection breaks', async () => {
    await call('POST', `${stage.x.url}/sandbox/settings`, { echo: 'off' });
    await faultOnX(stage, { path: sends, times: 1, when: 'after', tear: true });
    const id = await agentSends(stage, 'doubt.png', fileOf('png', 2_000), types.png);
    expect((await reportOn(stage, id)).body.status).toBe('DELIVERED');
    expect(await newOnX(1)).toHaveLength(1);
    await call('POST', `${stage.x.url}/sandbox/settings`, { echo: 'after' });
  });

  test.each([
    ['no-permission-to-message', 'does not accept direct messages'],
    ['media-not-permitted', 'refused the attached file'],
  ])('tells the agent why X does not take a message: %s', async (problem, reason) => {
    await faultOnX(stage, { path: sends, times: 2, when: 'before', problem });
    await stage.agentWrites(ada.id, problem, { id: problem });
    const { body } = await reportOn(stage, problem);
    expect(body.status).toBe('FAILED');
    expect(body.markdownText).toContain(reason);
    await clearFaults(stage);
    expect(await sentOnX(stage, 0)).toHaveLength(count);
  });

  test('shows the contact centre what a customer sends', async () => {
    const photo = await customerSends(stage, { kind: 'photo', fileBytes: 2_000 }, 'look');
    const [text, image] = await partsOf(stage, photo, 2);
    expect(text).toMatchObject({ type: 'PLAIN', text: 'look' });
    expect(image?.message.body).toMatchObject({ type: 'IMAGE' });
    expect(image?.message.body.attachment.mimeType).toBe('image/jpeg');
    const stored = await bytesAt(image?.message.body.attachment.mediaUrl);
    expect(stored).toHaveLength(2_000);
  });

  test('asks v1.1 for no messages, and for files only where it can sign', async () => {
    const asked = stage.x.control.requests().map(({ path }) => path);
    const files = asked.filter((path) =>
      /^\/1\.1\/ton\/|^\/2\/dm_conversations\/media\//.test(path),
    );
    expect(files.map((path) => path.startsWith(filesAt))).toEqual([true]);
    expect(asked.filter((path) => /^\/1\.1\/(direct_messages|media)/.test(path))).toEqual([]);
    expect(asked.filter((path) => path.startsWith('/2/media/upload/')).length).toBeGreaterThan(9);
  });
});
