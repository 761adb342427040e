import { type Answer, NO_CONTENT } from '../http/answer.ts';
import type { ApiRequest } from '../http/api-request.ts';
import { refusal } from '../http/refusal.ts';
import { exactNumber } from '../media/media.ts';
import type { Upload } from '../media/upload.ts';
import { UploadRefusal } from '../media/upload-refusal.ts';
import {
  announceUpload,
  appendTo,
  firstProcessing,
  processingOf,
  secondsLeft,
  uploadOf,
} from '../media/uploads.ts';
import type { World } from '../world.ts';
import type { Route, UserCall } from './route.ts';

const PATH = '/1.1/media/upload.json';

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
  const upload = announceUpload(world, user, {
    type: parameter(request, 'media_type').toLowerCase(),
    category: request.parameter('media_category'),
    totalBytes,
    isShared: request.parameter('shared') === 'true',
  });
  return { status: 202, body: shown(world, upload) };
}

function append(call: UserCall): Answer {
  const upload = uploadIn(call);
  const index = parameter(call.request, 'segment_index');
  const part = call.request.parts.get('media');
  const bytes = part?.bytes ?? Buffer.from(parameter(call.request, 'media_data'), 'base64');
  appendTo(upload, index, part?.size ?? 0, bytes);
  return NO_CONTENT;
}

function finalize(call: UserCall): Answer {
  const { world } = call;
  const upload = uploadIn(call);
  const { size } = upload.finalize(world.settings.media, world.now());
  const processing_info = firstProcessing(world, upload);
  const more = processing_info ? { processing_info } : details(upload);
  return { status: 201, body: { ...shown(world, upload), size, ...more } };
}

function status(call: UserCall): Answer {
  const upload = uploadIn(call);
  const processing_info = processingOf(call.world, upload);
  const made = processing_info.state === 'succeeded' ? details(upload) : {};
  return { status: 200, body: { ...shown(call.world, upload), ...made, processing_info } };
}

function uploadIn({ world, request, user }: UserCall): Upload {
  return uploadOf(world, user, parameter(request, 'media_id'));
}

function shown(world: World, upload: Upload) {
  return {
    media_id: exactNumber(upload.id),
    media_id_string: upload.id,
    expires_after_secs: secondsLeft(world, upload),
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
