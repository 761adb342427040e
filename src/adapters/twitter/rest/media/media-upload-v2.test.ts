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

const fixture = (name: string): unknown =>
  JSON.parse(
    readFileSync(new URL(`../../../../../test/fixtures/x/${name}.json`, import.meta.url), 'utf8'),
  );
const told = (name: string) => fixture(`v2.media.${name}.response`);

const credentials = {
  consumerKey: 'key',
  consumerSecret: 'consumer-secret',
  accessToken: 'token',
  accessTokenSecret: 'token-secret',
};
const apis = { messages: 'v2', events: 'v2' } as const;
const account: Account = { id: '1', credentials, state: 'active', apis };
const mediaId = '1880028106020515840';

/** What a step sends: JSON, or the parts of a form. */
async function sentIn(request: IncomingMessage): Promise<unknown> {
  const bytes = await buffer(request);
  const type = request.headers['content-type'] ?? '';
  if (bytes.length === 0) return undefined;
  if (type === 'application/json') return JSON.parse(bytes.toString());
  const form = await new Response(bytes, { headers: { 'content-type': type } }).formData();
  const parts: Record<string, string> = {};
  for (const [name, value] of form) {
    parts[name] = typeof value === 'string' ? value : await value.text();
  }
  return parts;
}

const steps = ['initialize', 'append', 'finalize', 'status'] as const;
type Step = (typeof steps)[number];
const stepOf = ({ method, url = '' }: IncomingMessage): Step =>
  method === 'GET' ? 'status' : (steps.find((step) => url.endsWith(step)) ?? 'status');

describe('an upload through API v2', () => {
  let peer: MediaPeer;
  let media: TwitterCustomerMedia;
  let clock: HastyClock;
  let sent: unknown[];
  /** What is answered to each step, one after the other; the last one again and again. */
  let answers: Record<Step, unknown[]>;

  beforeEach(async () => {
    clock = new HastyClock();
    sent = [];
    answers = {
      initialize: [told('initialize')],
      append: [told('append')],
      finalize: [told('finalize_sync')],
      status: [told('status_succeeded')],
    };
    peer = await MediaPeer.start();
    peer.handle = async (request, response) => {
      const step = stepOf(request);
      const body = await sentIn(request);
      if (body !== undefined) sent.push(body);
      const [answer, ...more] = answers[step];
      if (more.length > 0) answers[step] = more;
      if (typeof answer === 'function') answer(response);
      else response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
    };
    media = mediaAt(peer.url, { clock });
  });
  afterEach(async () => {
    peer.close();
    await media.close();
  });
  const upload = (more: Partial<OutgoingMedia> = {}) =>
    media.upload(account, {
      kind: 'image',
      contentType: 'image/png',
      sizeBytes: 5,
      bytes: (async function* () {
        for (const letter of 'photo') yield Buffer.from(letter);
      })(),
      ...more,
    });
  const lines = () => peer.requests.map(({ line }) => line);
  const begun = ['POST /2/media/upload/initialize', `POST /2/media/upload/${mediaId}/append`];
  const finished = `POST /2/media/upload/${mediaId}/finalize`;
  const asked = `GET /2/media/upload?command=STATUS&media_id=${mediaId}`;

  test('is begun, sent and ended as X documents it', async () => {
    expect(await upload()).toBe(mediaId);
    expect(lines()).toEqual([...begun, finished]);
    expect(peer.requests.every(({ signed }) => signed)).toBe(true);
    const example = fixture('v2.media.initialize.request') as object;
    expect(sent).toEqual([
      { ...example, total_bytes: 5 },
      { segment_index: '0', media: 'photo' },
    ]);
    expect(clock.waitsMs).toEqual([]);
  });

  test.each([
    ['image', 'image/jpeg', 'dm_image'],
    ['gif', 'image/gif', 'dm_gif'],
    ['video', 'video/quicktime', 'dm_video'],
  ] as const)('of kind %s and type %s is %s', async (kind, contentType, media_category) => {
    await upload({ kind, contentType });
    expect(sent[0]).toEqual({
      media_type: contentType,
      total_bytes: 5,
      media_category,
      shared: false,
    });
  });

  test('goes in pieces that X takes, in their order', async () => {
    const bytes = (async function* () {
      for (const letter of 'abc') yield Buffer.alloc(3 * 1_048_576, letter);
    })();
    await upload({ sizeBytes: 9 * 1_048_576, bytes });
    const pieces = sent.slice(1) as { segment_index: string; media: string }[];
    expect(pieces.map(({ segment_index, media: { length } }) => [segment_index, length])).toEqual([
      ['0', 4 * 1_048_576],
      ['1', 4 * 1_048_576],
      ['2', 1_048_576],
    ]);
    expect(pieces.map((piece) => piece.media[0]).join('')).toBe('abc');
  });

  test('is asked after as often as X says, until X is done with it', async () => {
    answers.finalize = [told('finalize_async')];
    answers.status = [told('status_in_progress'), told('status_succeeded')];
    expect(await upload()).toBe(mediaId);
    expect(lines()).toEqual([...begun, finished, asked, asked]);
    expect(clock.waitsMs).toEqual([1_000, 1_000]);
  });

  test('that X can make nothing of is rejected', async () => {
    answers.finalize = [told('finalize_async')];
    answers.status = [told('status_failed')];
    await expect(upload()).rejects.toMatchObject({
      code: 'rejected',
      detail: 'X could not process the file: code 1 InvalidMedia',
    });
  });

  const refusing = (status: number, body: unknown) => [
    (response: ServerResponse) =>
      response
        .writeHead(status, { 'content-type': 'application/problem+json' })
        .end(body === '' ? '' : JSON.stringify(body)),
  ];

  test.each<[number, unknown, FailureCode]>([
    [400, fixture('v2.error_400_invalid_request'), 'rejected'],
    [401, fixture('v2.error_401'), 'unauthorized'],
    [403, fixture('v2.dm.error_403_missing_scope'), 'unauthorized'],
    [403, fixture('v2.dm.error_403_media'), 'media-refused'],
    [402, { type: 'https://api.twitter.com/2/problems/credits' }, 'media-unavailable'],
    [413, '', 'too-large'],
    [429, fixture('v2.error_429'), 'media-unavailable'],
    [500, fixture('v2.error_500'), 'media-unavailable'],
    [503, fixture('v2.error_503'), 'media-unavailable'],
  ])('that is answered with %d %j at any step is %s', async (status, body, code) => {
    for (const step of steps) {
      const others = { append: [told('append')], finalize: [told('finalize_async')] };
      const refused = { [step]: refusing(status, body) };
      answers = { ...answers, initialize: [told('initialize')], ...others, ...refused };
      await expect(upload()).rejects.toMatchObject({ name: 'Failure', code });
    }
  });

  test.each([{}, { data: {} }, { data: { id: 2 ** 60 } }, { data: { id: '../../1' } }, 'words'])(
    'that begins with no id to be trusted is given up: %j',
    async (answer) => {
      answers.initialize = [answer];
      await expect(upload()).rejects.toMatchObject({ code: 'media-unavailable' });
      expect(lines()).toHaveLength(1);
    },
  );
});
