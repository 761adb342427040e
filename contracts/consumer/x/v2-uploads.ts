import { expect } from '@jest/globals';
import { MatchersV3 } from '@pact-foundation/pact';
import { json } from '../bodies.ts';
import type { Contract, Example, Fact } from '../contract.ts';
import { fails } from '../fails.ts';
import { arriving } from '../files.ts';
import { account } from './client.ts';
import {
  type AgentFile,
  animation,
  appending,
  film,
  photo,
  uploadsExactly,
} from './media-files.ts';
import { withMedia } from './media-client.ts';
import { asUser, withJson } from './requests.ts';

const { like, regex } = MatchersV3;

const mediaId = '1856000000000000001';
const inV2 = { ...account, apis: { messages: 'v2', events: 'v2' } } as const;

const answer = (data: object): Example['response'] => ({ status: 200, body: json({ data }) });
const id = regex('^\\d+$', mediaId);

const begin = ({ contentType, category, bytes }: AgentFile): Example['request'] => ({
  method: 'POST',
  path: '/2/media/upload/initialize',
  headers: withJson,
  body: json({
    media_type: contentType,
    total_bytes: bytes.length,
    media_category: category,
    shared: false,
  }),
});

const segment = { segment_index: '0' };
const append = (file: AgentFile) => appending(`/2/media/upload/${mediaId}/append`, segment, file);

const finish: Example['request'] = {
  method: 'POST',
  path: `/2/media/upload/${mediaId}/finalize`,
  headers: asUser,
};

const ask: Example['request'] = {
  method: 'GET',
  path: '/2/media/upload',
  query: { command: 'STATUS', media_id: mediaId },
  headers: asUser,
};

const upload = (url: string, { kind, contentType, bytes }: AgentFile) =>
  withMedia(url, (media) =>
    media.upload(inV2, { kind, contentType, sizeBytes: bytes.length, bytes: arriving(bytes) }),
  );

/** The steps up to the last segment, and how X answers the last of them. */
const steps = (what: string, file: AgentFile, finalized: object): readonly Example[] => {
  const base64 = file.bytes.toString('base64');
  const size = { mediaId, type: file.contentType, bytes: file.bytes.length };
  const begun: Fact = ['the account has begun to upload a file', size];
  const sent: Fact = ['the account has sent a file', { mediaId, type: file.contentType, base64 }];
  return [
    {
      receiving: `begins the upload of ${what} in v2`,
      request: begin(file),
      response: answer({ id }),
    },
    {
      receiving: `takes ${what} in v2`,
      given: [begun],
      request: append(file),
      response: answer({ expires_at: like(1_740_000_000) }),
    },
    {
      receiving: `ends the upload of ${what} in v2`,
      given: [sent],
      request: finish,
      response: answer({ id, ...finalized }),
    },
  ];
};

const waiting = { processing_info: { state: 'pending', check_after_secs: like(1) } };

/** Files that agents send through API v2. */
export function v2Uploads(contract: Contract): void {
  contract.test('takes a photo in segments in v2', steps('a photo', photo, {}), (url) =>
    uploadsExactly(segment, photo, async () => expect(await upload(url, photo)).toBe(mediaId)),
  );

  const processed = (what: string, state: string, file: AgentFile, more: object = {}): Example => ({
    receiving: `tells in v2 that ${what}`,
    given: [[what, { mediaId, type: file.contentType, base64: file.bytes.toString('base64') }]],
    request: ask,
    response: answer({ processing_info: { state, ...more } }),
  });

  contract.test(
    'takes a GIF in v2, which it processes',
    [
      ...steps('a GIF', animation, waiting),
      processed('the GIF is processed', 'succeeded', animation),
    ],
    async (url) => expect(await upload(url, animation)).toBe(mediaId),
  );
  contract.test(
    'takes a video in v2 that it cannot process, and the message is told so',
    [
      ...steps('a video', film, waiting),
      processed('the video cannot be processed', 'failed', film, {
        error: { code: like(1), name: like('InvalidMedia') },
      }),
    ],
    (url) => fails(upload(url, film), 'rejected'),
  );
  contract.test(
    'takes no file in v2 without the scope for it',
    {
      given: ['the app may not do it'],
      request: begin(photo),
      response: { status: 403, body: json({ detail: regex('^Forbidden\\.?$', 'Forbidden') }) },
    },
    (url) => fails(upload(url, photo), 'unauthorized'),
  );
}
