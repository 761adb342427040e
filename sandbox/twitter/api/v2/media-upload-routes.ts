import { type Answer, ok } from '../../http/answer.ts';
import { blank, invalidRequest } from '../../http/problem.ts';
import type { Upload } from '../../media/upload.ts';
import { UploadRefusal } from '../../media/upload-refusal.ts';
import {
  announceUpload,
  appendTo,
  firstProcessing,
  type ProcessingInfo,
  processingOf,
  secondsLeft,
  uploadOf,
} from '../../media/uploads.ts';
import { mediaKeyOf } from '../../media/v2-media.ts';
import type { World } from '../../world.ts';
import type { Route, UserCall } from '../route.ts';
import { announcedIn, commandParameter, fileIn, segmentIn } from './media-bodies.ts';

const PATH = '/2/media/upload';

type Handle = (call: UserCall) => Answer;

/** Uploading in API v2: its own calls, the older commands on one path, and whole images. */
export const V2_MEDIA_UPLOAD_ROUTES: readonly Route[] = [
  { ...post(`${PATH}/initialize`, 'media/v2/segments'), handle: worded(initialize) },
  { ...post(`${PATH}/:id/append`, 'media/v2/segments'), handle: worded(append) },
  { ...post(`${PATH}/:id/finalize`, 'media/v2/segments'), handle: worded(finalize) },
  { ...post(PATH, 'media/v2/upload'), handle: worded(commanded) },
  {
    ...post(PATH, 'media/v2/status'),
    method: 'GET',
    handle: worded(status),
  },
];

function post<L extends 'media/v2/segments' | 'media/v2/upload' | 'media/v2/status'>(
  path: string,
  limit: L,
) {
  const needs = 'write';
  return { method: 'POST', path, auth: 'user', needs, limit, scopes: ['media.write'] } as const;
}

/** What breaks a rule of uploading is refused as a problem. */
function worded(handle: Handle): Handle {
  return (call) => {
    try {
      return handle(call);
    } catch (error) {
      if (!(error instanceof UploadRefusal)) throw error;
      throw error.status === 413 ? blank(413) : invalidRequest(error.message);
    }
  };
}

function initialize({ world, request, user }: UserCall): Answer {
  return ok({ data: shown(world, announceUpload(world, user, announcedIn(request))) });
}

function append({ world, request, user, params: [id = ''] }: UserCall): Answer {
  const upload = uploadOf(world, user, id);
  const { index, size, bytes } = segmentIn(request);
  appendTo(upload, index, size, bytes);
  return ok({ data: { expires_at: Math.floor(upload.expiresMs / 1000) } });
}

function finalize({ world, user, params: [id = ''] }: UserCall): Answer {
  return finished(world, uploadOf(world, user, id));
}

const COMMANDS: Readonly<Record<string, Handle>> = {
  INIT: initialize,
  APPEND: (call) => append({ ...call, params: [commandParameter(call.request, 'media_id')] }),
  FINALIZE: (call) => finalize({ ...call, params: [commandParameter(call.request, 'media_id')] }),
};

/** The older commands; without one, the whole file is there. */
function commanded(call: UserCall): Answer {
  const name = call.request.parameter('command');
  if (name === undefined) return uploadAtOnce(call);
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) throw new UploadRefusal(`Command ${name} is not supported.`);
  return command(call);
}

function uploadAtOnce({ world, request, user }: UserCall): Answer {
  const { bytes, size, ...announced } = fileIn(request);
  const upload = announceUpload(world, user, { ...announced, totalBytes: size });
  appendTo(upload, '0', size, bytes);
  return finished(world, upload);
}

function status({ world, request, user }: UserCall): Answer {
  const command = commandParameter(request, 'command');
  if (command !== 'STATUS') throw new UploadRefusal(`Command ${command} is not supported.`);
  const upload = uploadOf(world, user, commandParameter(request, 'media_id'));
  return ok({ data: withSize(world, upload, processingOf(world, upload)) });
}

function finished(world: World, upload: Upload): Answer {
  upload.finalize(world.settings.media, world.now());
  return ok({ data: withSize(world, upload, firstProcessing(world, upload)) });
}

function withSize(world: World, upload: Upload, processing_info: ProcessingInfo | undefined) {
  const { size } = upload;
  return { ...shown(world, upload), size, ...(processing_info && { processing_info }) };
}

function shown(world: World, upload: Upload) {
  const expires_after_secs = secondsLeft(world, upload);
  return { id: upload.id, media_key: mediaKeyOf(upload), expires_after_secs };
}
