import { type Answer, ok } from '../http/answer.ts';
import type { ApiRequest } from '../http/api-request.ts';
import { Refusal } from '../http/refusal.ts';
import type { FileContent } from '../media/file-content.ts';
import type { Media } from '../media/media.ts';
import type { World } from '../world.ts';

const TON = '/1.1/ton/';
const LOGIN = '/login';
const PATHS = [TON, '/dm_gif/', '/dm_gif_preview/', '/dm_video_preview/', '/ext_tw_video/', LOGIN];
const IMAGE_SIZE = /:(?:thumb|small|medium|large)$/;

/** True for the paths of X's file hosts, and of the login page that they lead strangers to. */
export function isMediaFile({ method, path }: ApiRequest): boolean {
  return method === 'GET' && PATHS.some((prefix) => path.startsWith(prefix));
}

/** Answers with the file; on the ton host only for somebody who sent or received it. */
export function answerMediaFile(world: World, request: ApiRequest): Answer {
  if (request.path === LOGIN) return ok('<html><body>Log in to Twitter</body></html>');
  const { media: settings } = world.settings;
  const isTon = request.path.startsWith(TON);
  const found = world.media.fileAt(request.path.replace(IMAGE_SIZE, ''));
  if (isTon || settings.videoNeedsSignature) {
    const readerId = signerId(world, request);
    if (readerId === undefined || (found && !isReadBy(world, found.media, readerId))) {
      return isTon && settings.tonRefusal === 'redirect' ? toLogin(request) : { status: 403 };
    }
  }
  if (found === undefined) return { status: 404 };
  return fileAnswer(world, found.file, found.file.type);
}

/** The file, sent as the settings will have it. */
export function fileAnswer(world: World, { bytes }: FileContent, type: string): Answer {
  const { contentLength: hasLength, stallAfterBytes, truncateAfterBytes } = world.settings.media;
  return { status: 200, content: { type, bytes, hasLength, stallAfterBytes, truncateAfterBytes } };
}

/** Who signed with a token that may read direct messages; undefined when nobody did. */
function signerId(world: World, request: ApiRequest): string | undefined {
  try {
    const { user, access } = world.oauth.verify(
      request,
      request.headers.authorization ?? '',
      (consumerKey, token) => world.directory.accessToken(consumerKey, token),
    );
    return access === 'read-write-dm' ? user.id : undefined;
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/** True for somebody who sent or received a message with this media. */
export function isReadBy(world: World, { attachedTo }: Media, userId: string): boolean {
  return attachedTo.some((eventId) => world.messages.find(eventId, userId) !== undefined);
}

function toLogin({ path }: ApiRequest): Answer {
  const location = `${LOGIN}?redirect_after_login=${encodeURIComponent(path)}`;
  return { status: 302, headers: { location } };
}
