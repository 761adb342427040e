import { type Answer, NO_CONTENT } from '../http/answer.ts';
import type { ApiRequest } from '../http/api-request.ts';
import { refusal } from '../http/refusal.ts';
import { exactNumber } from '../media/media.ts';
import {
  accepts,
  bytesMaxOf,
  categoryNamed,
  kindOf,
  type MediaCategory,
  usualCategory,
} from '../media/media-category.ts';
import { Upload } from '../media/upload.ts';
import { UploadRefusal } from '../media/upload-refusal.ts';
import type { Route, UserCall } from './route.ts';

const PATH = '/1.1/media/upload.json';
const SEGMENT_BYTES_MAX = 5_242_880;
const SEGMENT_INDEX_MAX = 999;

/** The chunked upload of v1.1; its commands are case-sensitive. */
export const MEDIA_UPLOAD_ROUTES: readonly Route[] = [
  {
    method: 'POST',
    path: PATH,
    auth: 'user',
    needs: 'write',
    limit: 'media/upload',
    handle: (call) => obeyed(call, { INIT: init, APPEND: append, FINALIZE: finalize }),
  },
  {
    method: 'GET',
    path: PATH,
    auth: 'user',
    needs: 'write',
    limit: 'media/upload/status',
    handle: (call) => obeyed(call, { STATUS: status }),
  },
];

type Command = (call: UserCall) => Answer;

/** Refusals come in the old error body; one for a size that never gets that far has none. */
function obeyed(call: UserCall, commands: Readonly<Record<string, Command>>): Answer {
  const name = parameter(call.request, 'command');
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  try {
    if (command === undefined) throw new UploadRefusal(`Command ${name} is not supported.`);
    return command(call);
  } catch (error) {
    if (!(error instanceof UploadRefusal)) throw error;
    const { status, message } = error;
    return status === 413 ? { status } : { status, body: { request: PATH, error: message } };
  }
}

function init({ world, request, user }: UserCall): Answer {
  const totalBytes = Number(parameter(request, 'total_bytes'));
  const type = parameter(request, 'media_type').toLowerCase();
  const category = categoryOf(request, type);
  const bytesMax = bytesMaxOf(category, world.settings.media);
  if (!(Number.isInteger(totalBytes) && totalBytes > 0)) {
    throw new UploadRefusal('total_bytes must be a positive number.');
  }
  if (totalBytes > bytesMax) throw new UploadRefusal(`File size exceeds ${bytesMax} bytes.`);
  const upload = new Upload({
    id: world.media.newId(),
    ownerId: user.id,
    type,
    category,
    isShared: request.parameter('shared') === 'true',
    totalBytes,
    expiresMs: world.now() + world.settings.media.expiresAfterSecs * 1000,
  });
  world.media.add(upload);
  return { status: 202, body: shown(upload, world.now()) };
}

function append(call: UserCall): Answer {
  const upload = uploadOf(call);
  const text = parameter(call.request, 'segment_index');
  const index = /^\d{1,4}$/.test(text) ? Number(text) : SEGMENT_INDEX_MAX + 1;
  if (index > SEGMENT_INDEX_MAX) {
    throw new UploadRefusal(`SegmentIndex must be between 0 and ${SEGMENT_INDEX_MAX}.`);
  }
  upload.append(index, segmentIn(call.request));
  return NO_CONTENT;
}

function finalize(call: UserCall): Answer {
  const upload = uploadOf(call);
  const { world } = call;
  const { media: settings } = world.settings;
  const nowMs = world.now();
  const { size } = upload.finalize(settings, nowMs);
  const isAsync = kindOf(upload.category) !== 'photo';
  const processing = isAsync
    ? { processing_info: { state: 'pending', check_after_secs: settings.checkAfterSecs } }
    : details(upload);
  return { status: 201, body: { ...shown(upload, nowMs), size, ...processing } };
}

function status(call: UserCall): Answer {
  const upload = uploadOf(call);
  const nowMs = call.world.now();
  const progress = upload.progressAt(nowMs);
  if (progress === undefined || kindOf(upload.category) === 'photo') {
    throw new UploadRefusal('Media is not being processed.');
  }
  const { state, percent, error } = progress;
  const isOver = state === 'succeeded' || state === 'failed';
  const wait = isOver ? {} : { check_after_secs: call.world.settings.media.checkAfterSecs };
  const processing_info = {
    state,
    ...wait,
    ...(state !== 'pending' && { progress_percent: percent }),
    ...(error && { error }),
  };
  const made = state === 'succeeded' ? details(upload) : {};
  return { status: 200, body: { ...shown(upload, nowMs), ...made, processing_info } };
}

/** Another user's upload cannot be told from one that does not exist. */
function uploadOf({ world, request, user }: UserCall): Upload {
  const upload = world.media.find(parameter(request, 'media_id'));
  const isOwn = upload instanceof Upload && upload.ownerId === user.id;
  if (!isOwn || upload.isExpiredAt(world.now())) throw refusal(325);
  return upload;
}

function categoryOf(request: ApiRequest, type: string): MediaCategory {
  const usual = usualCategory(type);
  if (usual === undefined) throw new UploadRefusal('media type unrecognized.');
  const category = categoryNamed(request.parameter('media_category') ?? usual);
  if (category === undefined) throw new UploadRefusal('media_category unrecognized.');
  if (!accepts(category, type)) {
    throw new UploadRefusal(`media type ${type} does not match media_category ${category}.`);
  }
  return category;
}

function segmentIn(request: ApiRequest): Buffer {
  const part = request.parts.get('media');
  if (part === undefined) return Buffer.from(parameter(request, 'media_data'), 'base64');
  if (part.size > SEGMENT_BYTES_MAX) throw new UploadRefusal('The segment is too large.', 413);
  return part.bytes;
}

function shown({ id, expiresMs }: Upload, nowMs: number) {
  return {
    media_id: exactNumber(id),
    media_id_string: id,
    expires_after_secs: Math.max(0, Math.floor((expiresMs - nowMs) / 1000)),
  };
}

function details({ type }: Upload) {
  if (type.startsWith('video/')) return { video: { video_type: type } };
  return { image: { image_type: type, w: 800, h: 320 } };
}

function parameter(request: ApiRequest, name: string): string {
  const value = request.parameter(name);
  if (!value) throw refusal(38, { message: `${name} parameter is missing.`, status: 400 });
  return value;
}
