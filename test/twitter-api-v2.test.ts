import { Agent, type AgentOptions } from 'node:https';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ApiResponseError, EUploadMimeType, TwitterApi } from 'twitter-api-v2';
import { DEFAULT_APP, DEFAULT_BUSINESS, DEFAULT_CUSTOMERS } from '../sandbox/twitter/defaults.ts';
import { startTwitterSandbox, type TwitterSandbox } from '../sandbox/twitter/twitter-sandbox.ts';

const [{ id: ADA }, { id: GRACE }] = DEFAULT_CUSTOMERS;
const { id: BUSINESS } = DEFAULT_BUSINESS;
const PHOTO = Buffer.from('\xff\xd8\xff\xe0 a photo that a library sends', 'latin1');
const VIDEO = Buffer.concat([Buffer.from('\0\0\0\x18ftypmp42', 'latin1'), Buffer.alloc(50_000)]);

/** Leads calls of X's hosts to a local port; the library signs them for X and knows nothing of it. */
class LeadingAgent extends Agent {
  readonly #port: number;

  constructor(port: number, options: AgentOptions = {}) {
    super(options);
    this.#port = port;
  }

  override createConnection(): Socket {
    return connect(this.#port, '127.0.0.1');
  }
}

let sandbox: TwitterSandbox;
let httpAgent: LeadingAgent;
let client: TwitterApi;

beforeAll(async () => {
  sandbox = await startTwitterSandbox();
  httpAgent = new LeadingAgent(sandbox.port);
  client = new TwitterApi(
    {
      appKey: DEFAULT_APP.consumerKey,
      appSecret: DEFAULT_APP.consumerSecret,
      accessToken: DEFAULT_BUSINESS.accessToken,
      accessSecret: DEFAULT_BUSINESS.accessTokenSecret,
    },
    { httpAgent },
  );
  const limit = { limit: 1000, windowMs: 900_000 };
  sandbox.control.change({
    media: { processingMs: 0, checkAfterSecs: 0.01 },
    rateLimits: { 'direct_messages/events/list': limit, 'dm_events/list': limit },
  });
});

afterAll(async () => {
  httpAgent.destroy();
  await sandbox.close();
});

/** The library's types leave out that what it returns is in `data`. */
const sentIn = (answer: object) =>
  (answer as { data: { dm_conversation_id: string; dm_event_id: string } }).data;
const write = (text: string, from: string = ADA) =>
  sandbox.control.write(from, BUSINESS, text).event.id;

describe('the library in v1.1', () => {
  test('knows whose token it has', async () => {
    expect((await client.v1.verifyCredentials()).id_str).toBe(BUSINESS);
  });

  test('sends a message, shows it, and lists all by its paginator', async () => {
    const asked = write('Where is my card?');
    const { event } = await client.v1.sendDm({ recipient_id: ADA, text: 'On its way & <safe>' });
    const shown = await client.v1.getDmEvent(event.id);
    expect(shown.event).toMatchObject({
      id: event.id,
      message_create: { message_data: { text: 'On its way &amp; &lt;safe&gt;' } },
    });
    const listed: string[] = [];
    for await (const each of await client.v1.listDmEvents({ count: 1 })) listed.push(each.id);
    expect(listed).toEqual([event.id, asked]);
  });

  test('uploads a photo and sends it', async () => {
    const mimeType = EUploadMimeType.Jpeg;
    const id = await client.v1.uploadMedia(PHOTO, { mimeType, target: 'dm' });
    expect(sandbox.control.media.file(id).bytes).toEqual(PHOTO);
    const attachment = { type: 'media', media: { id } } as const;
    await client.v1.sendDm({ recipient_id: ADA, text: 'A photo', attachment });
    expect(sandbox.control.messages().at(-1)).toMatchObject({ text: 'A photo', media: { id } });
  });

  test('tells a typing indicator and a read receipt', async () => {
    await client.v1.indicateDmTyping(ADA);
    await client.v1.markDmAsRead(write('Thanks'), ADA);
    expect(sandbox.control.signals().map(({ kind }) => kind)).toEqual(['typing', 'read']);
  });

  test('reads an error code', async () => {
    sandbox.control.registrations.changeUser(GRACE, { acceptsMessages: false });
    const sending = client.v1.sendDm({ recipient_id: GRACE, text: 'x' });
    const error = await sending.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ApiResponseError);
    expect((error as ApiResponseError).hasErrorCode(349)).toBe(true);
  });
});

describe('the library in v2', () => {
  test('knows whose token it has, and finds users', async () => {
    const { data } = await client.v2.me({ 'user.fields': ['profile_image_url', 'created_at'] });
    expect(data).toMatchObject({ id: BUSINESS, username: DEFAULT_BUSINESS.screenName });
    expect((await client.v2.userByUsername('ada')).data.id).toBe(ADA);
    expect((await client.v2.users([ADA, GRACE])).data).toHaveLength(2);
  });

  test('sends to a participant and to the conversation, and reads them by its paginators', async () => {
    const first = sentIn(await client.v2.sendDmToParticipant(ADA, { text: 'Hello <Ada>' }));
    const { dm_conversation_id } = first;
    const second = sentIn(
      await client.v2.sendDmInConversation(dm_conversation_id, { text: 'More' }),
    );
    const listed: { id: string; text?: string }[] = [];
    const options = { max_results: 1 };
    for await (const each of await client.v2.listDmEventsWithParticipant(ADA, options)) {
      listed.push(each);
      if (listed.length === 2) break;
    }
    expect(listed).toMatchObject([
      { id: second.dm_event_id, text: 'More' },
      { id: first.dm_event_id, text: 'Hello <Ada>' },
    ]);
    const ofConversation = await client.v2.listDmEventsOfConversation(dm_conversation_id);
    expect(ofConversation.events[0]?.id).toBe(second.dm_event_id);
  });

  test('goes through all events to the first one', async () => {
    const all = await client.v2.listDmEvents({ max_results: 3, 'dm_event.fields': ['sender_id'] });
    await all.fetchLast(1000);
    const ids = sandbox.control.messages({ with: BUSINESS }).map(({ id }) => id);
    expect(all.events.map(({ id }) => id)).toEqual(ids.toReversed());
  });

  test('uploads a photo and a video in segments, waits, and sends them', async () => {
    for (const [bytes, media_type, media_category] of [
      [PHOTO, 'image/jpeg', 'dm_image'],
      [VIDEO, 'video/mp4', 'dm_video'],
    ] as const) {
      // The library's own types leave out the categories of direct messages.
      const options = { media_type, media_category: media_category as 'tweet_image' };
      const media_id = await client.v2.uploadMedia(bytes, options, 20_000);
      expect(sandbox.control.media.file(media_id).bytes).toEqual(bytes);
      await client.v2.sendDmToParticipant(ADA, { attachments: [{ media_id }] });
      expect(sandbox.control.messages().at(-1)).toMatchObject({ media: { id: media_id } });
    }
  });

  test('reads a problem and a rate limit', async () => {
    const sending = client.v2.sendDmToParticipant(GRACE, { text: 'x' });
    const error = (await sending.catch((thrown: unknown) => thrown)) as ApiResponseError;
    expect(error).toBeInstanceOf(ApiResponseError);
    expect(error.data.detail).toBe('You do not have permission to DM one or more participants.');
    expect(error.rateLimit).toMatchObject({ limit: 15 });
  });
});

describe('the library with OAuth 2.0', () => {
  const { clientId, clientSecret } = DEFAULT_APP;

  test('refreshes the tokens of a user and calls with them', async () => {
    const { refresh_token = '' } = sandbox.control.oauth2.issueTokens(BUSINESS);
    const app = new TwitterApi({ clientId, clientSecret }, { httpAgent });
    const refreshed = await app.refreshOAuth2Token(refresh_token);
    expect(refreshed.expiresIn).toBe(7200);
    expect((await refreshed.client.v2.me()).data.id).toBe(BUSINESS);
    await expect(app.refreshOAuth2Token(refresh_token)).rejects.toThrow();
  });

  test('exchanges a code that its own link was made for', async () => {
    const app = new TwitterApi({ clientId, clientSecret }, { httpAgent });
    const redirectUri = 'https://connector.example/callback';
    const scope = ['tweet.read', 'users.read', 'offline.access'] as const;
    const { codeVerifier, codeChallenge } = app.generateOAuth2AuthLink(redirectUri, {
      scope: [...scope],
    });
    const terms = { redirectUri, codeChallenge, codeChallengeMethod: 'S256' } as const;
    const { code } = sandbox.control.oauth2.issueCode(ADA, { ...terms, scopes: scope });
    const { client: user } = await app.loginWithOAuth2({ code, codeVerifier, redirectUri });
    expect((await user.v2.me()).data.id).toBe(ADA);
  });

  test('acts as the app alone', async () => {
    const { consumerKey: appKey, consumerSecret: appSecret } = DEFAULT_APP;
    const app = await new TwitterApi({ appKey, appSecret }, { httpAgent }).appLogin();
    expect((await app.v2.userByUsername('ada')).data.id).toBe(ADA);
  });
});
