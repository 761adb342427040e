import { expect } from '@jest/globals';
import type { MediaKind } from '../../../src/domain/media/media.ts';
import { multipart, multipartBytes, multipartLength, multipartType } from '../bodies.ts';
import type { Example } from '../contract.ts';
import { gif, jpeg, mp4 } from '../files.ts';
import { isSameForm, sentBodies } from '../sent-bodies.ts';
import { asUser } from './requests.ts';

/** A file that an agent sends. */
export interface AgentFile {
  readonly kind: MediaKind;
  readonly contentType: string;
  readonly category: string;
  readonly bytes: Buffer;
  /** Where it is not that of the bytes. */
  readonly sizeBytes?: number;
}

export const photo: AgentFile = {
  kind: 'image',
  contentType: 'image/jpeg',
  category: 'dm_image',
  bytes: jpeg,
};
export const animation: AgentFile = {
  kind: 'gif',
  contentType: 'image/gif',
  category: 'dm_gif',
  bytes: gif,
};
export const film: AgentFile = {
  kind: 'video',
  contentType: 'video/mp4',
  category: 'dm_video',
  bytes: mp4,
};

type Fields = Readonly<Record<string, string>>;

const segmentOf = ({ bytes }: AgentFile) => ({
  field: 'media',
  name: 'blob',
  contentType: 'application/octet-stream',
  bytes,
});

/** The call that sends a segment, which is all of the file, beside these fields. */
export const appending = (path: string, fields: Fields, file: AgentFile): Example['request'] => ({
  method: 'POST',
  path,
  headers: { ...asUser, ...multipartType, ...multipartLength(fields, segmentOf(file)) },
  body: multipart(fields, segmentOf(file)),
});

/** Checks that what is uploaded stands in the form byte for byte. */
export async function uploadsExactly(
  fields: Fields,
  file: AgentFile,
  upload: () => Promise<void>,
): Promise<void> {
  const sent = await sentBodies(upload);
  const form = sent.slice(sent.indexOf('--'), sent.lastIndexOf('--\r\n') + '--\r\n'.length);
  const expected = (boundary: string) => multipartBytes(fields, segmentOf(file), boundary);
  expect({ form, isExact: isSameForm(form, expected) }).toEqual({ form, isExact: true });
}
