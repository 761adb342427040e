import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Account } from '../../../../domain/accounts/account.ts';
import type { FailureCode } from '../../../../domain/errors.ts';
import type { OutgoingMedia } from '../../../../domain/media/customer-media.ts';
import { HastyClock } from '../client/hasty-clock.conformance.ts';
import { mediaAt } from './media-at.conformance.ts';
import { MediaPeer } from './media-peer.conformance.ts';
import type { TwitterCustomerMedia } from './twitter-customer-media.ts';

const fixtures = new URL('../../../../../test/fixtures/x/', import.meta.url);
const fixture = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`v11.media.${name}.response.json`, fixtures), 'utf8'));

const credentials = {
  consumerKey: 'key',
  consumerSecret: 'consumer-secret',
  accessToken: 'token',
  accessTokenSecret: 'token-secret',
};
const account: Account = { id: '1', credentials, state: 'active' };

async function* inChunks(text: string): AsyncGenerator<Uint8Array> {
  for (const letter of text) yield Buffer.from(letter);
}

type Parameters = Readonly<Record<string, string>>;

/** The parameters of a call, wherever they are, as any server would read them. */
async function parametersOf(request: IncomingMessage): Promise<Parameters> {
  const { url = '', headers, method } = request;
  if (method === 'GET') return Object.fromEntries(new URL(url, 'http://x').searchParams);
  const type = { 'content-type': headers['content-type'] ?? '' };
  const form = await new Response(await buffer(request), { headers: type }).formData();
  const parameters: Record<string, string> = {};
  for (const [name, value] of form) {
    parameters[name] = typeof value === 'string' ? value : await value.text();
  }
  return parameters;
}

describe('an upload', () => {
  let peer: MediaPeer;
  let media: TwitterCustomerMedia;
  let clock: HastyClock;
  let calls: Parameters[];
  /** What is answered to each command, one after the other; the last one again and again. */
  let answers: Record<string, unknown[]>;

  beforeEach(async () => {
    clock = new HastyClock();
    calls = [];
    answers = { INIT: [fixture('init')], FINALIZE: [fixture('finalize_sync')] };
    peer = await MediaPeer.start();
    peer.handle = async (request, response) => {
      const parameters = await parametersOf(request);
      calls.push(parameters);
      const [answer, ...more] = answers[parameters['command'] ?? ''] ?? [];
      if (more.length > 0) answers[parameters['command'] ?? ''] = more;
      if (typeof answer === 'function') answer(response);
      else if (answer === undefined) response.writeHead(204).end();
      else response.end(JSON.stringify(answer));
    };
    start();
  });
  afterEach(async () => {
    peer.close();
    await media.close();
  });
  const start = (more: object = {}) => {
    media = mediaAt(peer.url, { clock, ...more });
  };
  const upload = (more: Partial<OutgoingMedia> = {}) =>
    media.upload(account, {
      kind: 'video',
      contentType: 'video/mp4',
      sizeBytes: 5,
      bytes: inChunks('video'),
      ...more,
    });
  const refusing = (status: number, body: unknown, headers: object = {}) => [
    (response: ServerResponse) =>
      response.writeHead(status, { ...headers }).end(body === '' ? '' : JSON.stringify(body)),
  ];
  const mediaId = '601413451156586496';

  test.each([
    ['image', 'image/jpeg', 'dm_image'],
    ['gif', 'image/gif', 'dm_gif'],
    ['video', 'video/quicktime', 'dm_video'],
  ] as const)('of kind %s is begun, sent and ended as X documents it', async (...given) => {
    const [kind, contentType, media_category] = given;
    expect(await upload({ kind, contentType })).toBe(mediaId);
    const begun = { command: 'INIT', total_bytes: '5', media_type: contentType, media_category };
    expect(calls).toEqual([
      begun,
      { command: 'APPEND', media_id: mediaId, segment_index: '0', media: 'video' },
      { command: 'FINALIZE', media_id: mediaId },
    ]);
    expect(peer.requests.every(({ signed }) => signed)).toBe(true);
    expect(clock.waitsMs).toEqual([]);
  });

  test('is asked after as often as X says, until X is done with it', async () => {
    answers['FINALIZE'] = [fixture('finalize_async')];
    const inProgress = fixture('status_in_progress');
    const unsaid = { processing_info: { state: 'in_progress' } };
    answers['STATUS'] = [inProgress, inProgress, unsaid, fixture('status_succeeded')];
    await upload();
    expect(clock.waitsMs).toEqual([5_000, 10_000, 10_000, 1_000]);
    expect(calls.slice(3)).toEqual(
      Array.from({ length: 4 }, () => ({ command: 'STATUS', media_id: mediaId })),
    );
  });

  test('is given up when X takes too long, and when there would be no time to ask', async () => {
    answers['FINALIZE'] = [fixture('finalize_async')];
    answers['STATUS'] = [fixture('status_in_progress')];
    await expect(upload()).rejects.toMatchObject({ code: 'media-unavailable' });
    expect(clock.waitsMs.reduce((sum, ms) => sum + ms)).toBe(295_000);
    await media.close();
    start({ processingMs: 4_000 });
    await expect(upload()).rejects.toMatchObject({ code: 'media-unavailable' });
    expect(calls.filter(({ command }) => command === 'STATUS')).toHaveLength(30);
  });

  test.each([
    [{ code: 1, name: 'InvalidMedia', message: 'Unsupported video format' }, 'code 1 InvalidMedia'],
    [{ name: 'UnsupportedMedia' }, 'UnsupportedMedia'],
    [undefined, 'no reason'],
  ])('that X can make nothing of is rejected: %j', async (error, reason) => {
    answers['FINALIZE'] = [{ processing_info: { state: 'failed', error } }];
    await expect(upload()).rejects.toMatchObject({
      code: 'rejected',
      detail: `X could not process the file: ${reason}`,
    });
  });

  const x = (code: number) => ({ errors: [{ code, message: 'words' }] });
  const old = (error: string) => ({ request: '/1.1/media/upload.json', error });

  test.each<[number, unknown, FailureCode]>([
    [302, '', 'media-unavailable'],
    [400, old('media type unrecognized.'), 'rejected'],
    [400, old('File size exceeds 15728640 bytes.'), 'too-large'],
    [400, x(324), 'media-refused'],
    [400, x(325), 'media-refused'],
    [401, x(32), 'unauthorized'],
    [401, x(89), 'unauthorized'],
    [403, x(93), 'unauthorized'],
    [403, '<html>', 'media-unavailable'],
    [404, x(34), 'rejected'],
    [404, '', 'rejected'],
    [409, '', 'rejected'],
    [413, '', 'too-large'],
    [429, x(88), 'media-unavailable'],
    [500, x(131), 'media-unavailable'],
    [503, '', 'media-unavailable'],
  ])('that is answered with %d %j at any step is %s', async (status, body, code) => {
    for (const command of ['INIT', 'APPEND', 'FINALIZE', 'STATUS']) {
      answers = { INIT: [fixture('init')], FINALIZE: [fixture('finalize_async')] };
      answers[command] = refusing(status, body);
      await expect(upload()).rejects.toMatchObject({ name: 'Failure', code });
    }
  });

  test('may be possible at an announced time', async () => {
    const atS = Math.ceil(clock.now() / 1_000) + 90;
    const headers = { 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': atS };
    answers['APPEND'] = refusing(429, x(88), headers);
    await expect(upload()).rejects.toMatchObject({ retryAtMs: atS * 1_000 });
  });

  test.each([{}, { media_id: 2 ** 60 }, { media_id_string: 'x' }, 'words'])(
    'that begins with no id to be trusted is given up: %j',
    async (answer) => {
      answers['INIT'] = [answer];
      await expect(upload()).rejects.toMatchObject({ code: 'media-unavailable' });
      expect(calls).toHaveLength(1);
    },
  );

  test('ends in time when the file or X stands still', async () => {
    await media.close();
    start({ idleTimeoutMs: 100 });
    async function* stuck(after: string) {
      yield Buffer.from(after);
      await new Promise(() => {});
    }
    for (const bytes of [stuck('vi'), stuck('video')]) {
      await expect(upload({ bytes })).rejects.toMatchObject({ code: 'media-unavailable' });
    }
    answers['APPEND'] = [() => {}];
    await expect(upload()).rejects.toMatchObject({ code: 'media-unavailable' });
  });

  test('may take as long as it likes while it moves', async () => {
    await media.close();
    start({ idleTimeoutMs: 150 });
    async function* slow() {
      for (const letter of 'video') {
        await new Promise((resolve) => setTimeout(resolve, 60));
        yield Buffer.from(letter);
      }
    }
    expect(await upload({ bytes: slow() })).toBe(mediaId);
  });

  test('ends when X answers before it has all', async () => {
    let released = false;
    async function* endless() {
      try {
        for (;;) yield Buffer.alloc(65_536);
      } finally {
        released = true;
      }
    }
    const { handle } = peer;
    peer.handle = (request, response) => {
      if (!request.headers['content-type']?.startsWith('multipart'))
        return handle(request, response);
      response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify(x(324)));
    };
    const uploading = upload({ sizeBytes: 25_000_000, bytes: endless() });
    await expect(uploading).rejects.toMatchObject({ code: 'media-refused' });
    expect(released).toBe(true);
  });
});
