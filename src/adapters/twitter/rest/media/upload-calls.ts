import type { MessagesApi } from '../../../../domain/accounts/account.ts';
import type { OutgoingMedia } from '../../../../domain/media/customer-media.ts';
import type { MediaKind } from '../../../../domain/media/media.ts';
import { multipart } from '../client/multipart.ts';
import type { TwitterRequest } from '../client/twitter-client.ts';

/** A call of an upload, without who makes it. */
export type UploadCall = Omit<TwitterRequest, 'auth' | 'timeoutMs'>;

/** How X's APIs spell the four steps of an upload. */
export interface UploadCalls {
  begin(media: OutgoingMedia): UploadCall;
  append(mediaId: string, index: number, segment: Segment): UploadCall;
  finish(mediaId: string): UploadCall;
  status(mediaId: string): UploadCall;
}

interface Segment {
  readonly sizeBytes: number;
  readonly bytes: AsyncIterable<Uint8Array>;
}

const categories: Readonly<Record<MediaKind, string>> = {
  image: 'dm_image',
  gif: 'dm_gif',
  video: 'dm_video',
};

const v1Path = '/1.1/media/upload.json';
const v2Path = '/2/media/upload';

/** X API v1.1, chunked media upload: one path for all commands. */
const inV1: UploadCalls = {
  begin: ({ contentType, kind, sizeBytes }) => ({
    method: 'POST',
    path: v1Path,
    form: {
      command: 'INIT',
      total_bytes: String(sizeBytes),
      media_type: contentType,
      media_category: categories[kind],
    },
  }),
  append: (mediaId, index, segment) => {
    const fields = { command: 'APPEND', media_id: mediaId, segment_index: String(index) };
    return {
      method: 'POST',
      path: v1Path,
      stream: multipart(fields, { name: 'media', ...segment }),
    };
  },
  finish: (mediaId) => ({
    method: 'POST',
    path: v1Path,
    form: { command: 'FINALIZE', media_id: mediaId },
  }),
  status: (mediaId) => ({
    method: 'GET',
    path: v1Path,
    query: { command: 'STATUS', media_id: mediaId },
  }),
};

/** X API v2, media upload: a path for each step. The file is for one message. */
const inV2: UploadCalls = {
  begin: ({ contentType, kind, sizeBytes }) => ({
    method: 'POST',
    path: `${v2Path}/initialize`,
    json: {
      media_type: contentType,
      total_bytes: sizeBytes,
      media_category: categories[kind],
      shared: false,
    },
  }),
  append: (mediaId, index, segment) => ({
    method: 'POST',
    path: `${v2Path}/${mediaId}/append`,
    stream: multipart({ segment_index: String(index) }, { name: 'media', ...segment }),
  }),
  finish: (mediaId) => ({ method: 'POST', path: `${v2Path}/${mediaId}/finalize` }),
  status: (mediaId) => ({
    method: 'GET',
    path: v2Path,
    query: { command: 'STATUS', media_id: mediaId },
  }),
};

/** The calls of each API. */
export const uploadCalls: Readonly<Record<MessagesApi, UploadCalls>> = { 'v1.1': inV1, v2: inV2 };
