import { z } from 'zod';
import type { ApiRequest } from '../../http/api-request.ts';
import { invalidRequest } from '../../http/problem.ts';
import { FileContent } from '../../media/file-content.ts';
import type { NewUpload } from '../../media/uploads.ts';
import { UploadRefusal } from '../../media/upload-refusal.ts';
import { bodyIn } from './query.ts';

const AT_ONCE = ['tweet_image', 'dm_image'];

const announced = z.strictObject({
  media_type: z.string().optional(),
  total_bytes: z.int().min(0),
  media_category: z.string().optional(),
  shared: z.boolean().optional(),
  additional_owners: z.array(z.string()).max(100).optional(),
});
const index = z.union([z.int(), z.string()]).transform(String);
const segment = z.strictObject({ media: z.base64().min(1), segment_index: index });
const file = z.strictObject({
  media: z.base64().min(1),
  media_category: z.string(),
  media_type: z.string().optional(),
  shared: z.boolean().optional(),
  additional_owners: z.array(z.string()).max(100).optional(),
});

/** A segment or a file; `size` counts also what of it was not kept because it is too much. */
export interface SentBytes {
  readonly bytes: Buffer;
  readonly size: number;
}

/** What is announced, as JSON or as the fields of the older command. */
export function announcedIn(request: ApiRequest): NewUpload {
  if (request.contentType !== 'application/json') {
    return {
      type: commandParameter(request, 'media_type').toLowerCase(),
      totalBytes: Number(commandParameter(request, 'total_bytes')),
      category: request.parameter('media_category'),
      isShared: request.parameter('shared') === 'true',
    };
  }
  const { media_type = '', total_bytes, media_category, shared } = bodyIn(announced, request);
  const type = media_type.toLowerCase();
  return { type, totalBytes: total_bytes, category: media_category, isShared: shared === true };
}

/** One segment, as a part of a multipart body or in base64. */
export function segmentIn(request: ApiRequest): SentBytes & { readonly index: string } {
  if (request.contentType === 'application/json') {
    const { media, segment_index } = bodyIn(segment, request);
    return { ...decoded(media), index: segment_index };
  }
  return { ...partIn(request), index: commandParameter(request, 'segment_index') };
}

/** A whole image; its type is seen from its first bytes when it is not told. */
export function fileIn(request: ApiRequest): SentBytes & Omit<NewUpload, 'totalBytes'> {
  const { sent, category, named, isShared } =
    request.contentType === 'application/json' ? jsonFile(request) : multipartFile(request);
  if (!AT_ONCE.includes(category)) {
    throw new UploadRefusal(`media_category ${category} must be uploaded in segments.`);
  }
  const type = named ?? FileContent.typeOf(sent.bytes) ?? '';
  return { ...sent, type: type.toLowerCase(), category, isShared };
}

/** A field of the older commands; refuses when it is missing. */
export function commandParameter(request: ApiRequest, name: string): string {
  const value = request.parameter(name);
  if (!value) throw invalidRequest(`$.${name}: is missing but it is required`);
  return value;
}

function jsonFile(request: ApiRequest) {
  const { media, media_category, media_type, shared } = bodyIn(file, request);
  const sent = decoded(media);
  return { sent, category: media_category, named: media_type, isShared: shared === true };
}

function multipartFile(request: ApiRequest) {
  return {
    sent: partIn(request),
    category: commandParameter(request, 'media_category'),
    named: request.parameter('media_type'),
    isShared: request.parameter('shared') === 'true',
  };
}

function partIn(request: ApiRequest): SentBytes {
  const part = request.parts.get('media');
  if (part !== undefined) return part;
  return decoded(commandParameter(request, 'media_data'));
}

function decoded(text: string): SentBytes {
  const bytes = Buffer.from(text, 'base64');
  return { bytes, size: bytes.length };
}
