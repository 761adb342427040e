import { type Answer } from '../../http/answer.ts';
import { blank } from '../../http/problem.ts';
import { fileAnswer, isReadBy } from '../media-files.ts';
import type { Route, UserCall } from '../route.ts';

/** The file of a direct message, for OAuth 2.0 tokens alone. */
export const V2_MEDIA_FILE_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/2/dm_conversations/media/:event/:media/:resource',
    auth: 'user',
    oauth1: false,
    limit: 'dm_conversations/media',
    scopes: ['dm.read'],
    handle: mediaFile,
  },
];

/** The parts are the last three of the path on the ton host, with or without the extension. */
function mediaFile({ world, user, params }: UserCall): Answer {
  const path = `/1.1/ton/data/dm/${params.join('/')}`;
  const found = world.media.fileAt(path) ?? world.media.fileWithoutExtension(path);
  if (found === undefined) throw blank(404);
  if (!isReadBy(world, found.media, user.id)) throw blank(403);
  return fileAnswer(world, found.file, 'application/octet-stream');
}
