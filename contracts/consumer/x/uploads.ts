import { expect } from '@jest/globals';
import { MatchersV3 } from '@pact-foundation/pact';
import type { FailureCode } from '../../../src/domain/errors.ts';
import { form, json } from '../bodies.ts';
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
import { asUser, withForm } from './requests.ts';

const { like, regex } = MatchersV3;

const mediaId = '1856000000000000001';
const path = '/1.1/media/upload.json';

const posting = (fields: Readonly<Record<string, string>>): Example['request'] => ({
  method: 'POST',
  path,
  headers: withForm,
  body: form(fields),
});

const begin = ({
  contentType,
  category,
  bytes,
  sizeBytes = bytes.length,
}: AgentFile): Example['request'] =>
  posting({
    command: 'INIT',
    total_bytes: String(sizeBytes),
    media_type: contentType,
    media_category: category,
  });

const segment = { command: 'APPEND', media_id: mediaId, segment_index: '0' };
const append = (file: AgentFile) => appending(path, segment, file);

const ask: Example['request'] = {
  method: 'GET',
  path,
  query: { command: 'STATUS', media_id: mediaId },
  headers: asUser,
};

const id = { media_id_string: regex('^\\d+$', mediaId) };

const upload = (url: string, { kind, contentType, bytes, sizeBytes = bytes.length }: AgentFile) =>
  withMedia(url, (media) =>
    media.upload(account, { kind, contentType, sizeBytes, bytes: arriving(bytes) }),
  );

/** The steps up to the last segment, and how X answers the last of them. */
const steps = (what: string, file: AgentFile, finalized: object): readonly Example[] => {
  const fact = (name: string): readonly Fact[] => [
    [name, { mediaId, type: file.contentType, bytes: file.bytes.length }],
  ];
  const base64 = file.bytes.toString('base64');
  return [
    {
      receiving: `begins the upload of ${what}`,
      request: begin(file),
      response: { status: 202, body: json(id) },
    },
    {
      receiving: `takes ${what}`,
      given: fact('the account has begun to upload a file'),
      request: append(file),
      response: { status: 204 },
    },
    {
      receiving: `ends the upload of ${what}`,
      given: [['the account has sent a file', { mediaId, type: file.contentType, base64 }]],
      request: posting({ command: 'FINALIZE', media_id: mediaId }),
      response: { status: 201, body: json({ ...id, ...finalized }) },
    },
  ];
};

const waiting = { processing_info: { state: 'pending', check_after_secs: like(1) } };

/** Files that agents send. */
export function uploads(contract: Contract): void {
  contract.test('takes a photo in segments', steps('a photo', photo, {}), (url) =>
    uploadsExactly(segment, photo, async () => expect(await upload(url, photo)).toBe(mediaId)),
  );

  const processed = (what: string, state: string, file: AgentFile, more: object = {}): Example => ({
    receiving: `tells that ${what}`,
    given: [[what, { mediaId, type: file.contentType, base64: file.bytes.toString('base64') }]],
    request: ask,
    response: { status: 200, body: json({ processing_info: { state, ...more } }) },
  });

  contract.test(
    'takes a GIF, which it processes',
    [
      ...steps('a GIF', animation, waiting),
      processed('the GIF is processed', 'succeeded', animation),
    ],
    async (url) => expect(await upload(url, animation)).toBe(mediaId),
  );
  contract.test(
    'takes a video that it cannot process, and the message is told so',
    [
      ...steps('a video', film, waiting),
      processed('the video cannot be processed', 'failed', film, {
        error: { code: like(1), name: like('InvalidMedia') },
      }),
    ],
    (url) => fails(upload(url, film), 'rejected'),
  );

  const large = 5_242_881;
  const exceeded = regex('^File size exceeds.*', 'File size exceeds 5242880 bytes.');
  contract.test(
    'refuses a photo that is too large',
    {
      request: begin({ ...photo, sizeBytes: large }),
      response: { status: 400, body: json({ error: exceeded }) },
    },
    (url) => fails(upload(url, { ...photo, sizeBytes: large }), 'too-large'),
  );

  const refused = (
    what: string,
    given: readonly Fact[],
    response: Example['response'],
    code: FailureCode,
  ) =>
    contract.test(what, { given, request: begin(photo), response }, (url) =>
      fails(upload(url, photo), code),
    );
  refused(
    'refuses a body that is too large',
    ['X answers 413 without a body'],
    { status: 413 },
    'too-large',
  );
  refused(
    'takes no file for a while, which waits',
    ['X is over capacity'],
    { status: 503, body: json({ errors: [{ code: 130, message: like('Over capacity') }] }) },
    'media-unavailable',
  );
}
