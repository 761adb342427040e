import { expect } from '@jest/globals';
import { MatchersV3 } from '@pact-foundation/pact';
import type { FailureCode } from '../../../src/domain/errors.ts';
import {
  type FilePart,
  json,
  multipart,
  multipartBytes,
  multipartLength,
  multipartType,
} from '../bodies.ts';
import type { Contract, Example } from '../contract.ts';
import { fails } from '../fails.ts';
import { arriving, jpeg, mp4 } from '../files.ts';
import { isSameForm, sentBodies } from '../sent-bodies.ts';
import { withStore } from './store.ts';

const { like, regex } = MatchersV3;

interface Upload {
  readonly contentType: string;
  readonly bytes: Buffer;
  /** As X names it, and as the File Engine takes it. */
  readonly name: string;
  readonly safeName: string;
}

const photo: Upload = {
  contentType: 'image/jpeg',
  bytes: jpeg,
  name: 'my photo é.jpg',
  safeName: 'my_photo_e.jpg',
};
const film: Upload = {
  contentType: 'video/mp4',
  bytes: mp4,
  name: 'film',
  safeName: 'film.mp4',
};

const fields = { conversationId: '1580011223_1' };

const partOf = ({ safeName: name, contentType, bytes }: Upload): FilePart => ({
  field: 'file',
  name,
  contentType,
  bytes,
});

const uploading = (upload: Upload, size: 'told' | 'untold' = 'told'): Example['request'] => ({
  method: 'POST',
  path: '/api/uploadFileStream',
  headers: {
    accept: 'application/json',
    ...multipartType,
    ...(size === 'told' && multipartLength(fields, partOf(upload))),
  },
  body: multipart(fields, partOf(upload)),
});

const put = (url: string, { name, contentType, bytes }: Upload, size = 'told') =>
  withStore(url, (store) =>
    store.put({
      name,
      contentType,
      bytes: arriving(bytes),
      conversationId: '1580011223/1',
      ...(size === 'told' && { sizeBytes: bytes.length }),
    }),
  );

/** Files that customers sent, put into the File Engine. */
export function uploads(contract: Contract): void {
  const stored = ({ safeName, contentType, bytes }: Upload) => ({
    name: regex('^\\S+$', `1580011223_1_${safeName}`),
    type: like(contentType),
    size: like(bytes.length),
  });

  for (const [what, upload, size] of [
    ['takes a photo', photo, 'told'],
    ['takes a video of which the size was not told', film, 'untold'],
  ] as const) {
    contract.test(
      what,
      { request: uploading(upload, size), response: { status: 200, body: json(stored(upload)) } },
      async (url) => {
        const name = `1580011223_1_${upload.safeName}`;
        const sent = await sentBodies(async () =>
          expect(await put(url, upload, size)).toEqual({
            name,
            url: `${url}/api/downloadFileStream?filename=${name}`,
            contentType: upload.contentType,
            sizeBytes: upload.bytes.length,
          }),
        );
        const expected = (boundary: string) => multipartBytes(fields, partOf(upload), boundary);
        expect({ sent, isExact: isSameForm(sent, expected) }).toEqual({ sent, isExact: true });
      },
    );
  }

  const refused = (
    what: string,
    given: Example['given'] & object,
    response: Example['response'],
    code: FailureCode,
  ) =>
    contract.test(what, { given, request: uploading(photo), response }, (url) =>
      fails(put(url, photo), code),
    );

  refused(
    'refuses an infected file, which is given up',
    ['the virus scanner finds something in every file'],
    { status: 400, body: json({ result: { isInfected: true } }) },
    'rejected',
  );
  refused(
    'refuses a file that is too large, which is given up',
    [['files may have so many bytes', { bytes: 10 }]],
    { status: 413 },
    'too-large',
  );
  refused(
    'refuses a file of a type that it does not take, which is given up',
    [['the File Engine answers', { status: 415 }]],
    { status: 415 },
    'rejected',
  );
  refused(
    'fails to store a file, which waits',
    [['the File Engine answers', { status: 500 }]],
    { status: 500 },
    'media-unavailable',
  );
}
