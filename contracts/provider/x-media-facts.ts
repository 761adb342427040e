import { DEFAULT_CUSTOMERS } from '../../sandbox/twitter/defaults.ts';
import { SignedClient } from '../../sandbox/twitter/testing/signed-client.ts';
import {
  append,
  finalize,
  init,
  mediaIdOf,
  upload,
} from '../../sandbox/twitter/testing/uploading.ts';
import { jpeg, untyped } from '../consumer/files.ts';
import type { Values } from '../pact-files.ts';
import { accountId, customerId } from '../people.ts';
import type { Facts, Instead } from './verification.ts';
import type { XWorld } from './x-facts.ts';

const somebodyElse = DEFAULT_CUSTOMERS[1].id;

const categories: Readonly<Record<string, string>> = {
  'image/jpeg': 'dm_image',
  'image/gif': 'dm_gif',
  'video/mp4': 'dm_video',
};

/** What a file is that the account uploads: its type, and its bytes or how many there are. */
const fileOf = ({ type, base64, bytes = 0 }: Values) => ({
  type: String(type),
  category: categories[String(type)] ?? '',
  bytes: base64 === undefined ? Buffer.alloc(Number(bytes)) : Buffer.from(String(base64), 'base64'),
});

/** What X's media can begin with. */
export function factsOfMedia(world: () => XWorld): Facts {
  const control = () => world().sandbox.control;
  const client = () => new SignedClient(world().sandbox.url);

  const begun = async (values: Values): Promise<string> =>
    mediaIdOf(await init(client(), fileOf(values)));

  const sent = async (values: Values): Promise<string> => {
    const id = await begun(values);
    await append(client(), id, 0, fileOf(values).bytes);
    return id;
  };

  const processed = async (values: Values): Promise<Instead> => {
    control().change({ media: { processingMs: 0 } });
    const id = await sent(values);
    await finalize(client(), id);
    return { [String(values['mediaId'])]: id };
  };

  const written = (path: unknown, kind: 'photo' | 'gif', to: string = accountId): Instead => {
    const { event } = control().write(customerId, to, '', { media: { kind } });
    return { [String(path)]: new URL(addressIn(event)).pathname };
  };

  return {
    'the account has uploaded a photo': async ({ mediaId }) => ({
      [String(mediaId)]: await upload(client(), { bytes: jpeg }),
    }),
    'the account has begun to upload a file': async (values) => ({
      [String(values['mediaId'])]: await begun(values),
    }),
    'the account has sent a file': async (values) => ({
      [String(values['mediaId'])]: await sent(values),
    }),
    'the GIF is processed': processed,
    'the video cannot be processed': (values) => {
      const fail = { code: 1, name: 'InvalidMedia', message: 'Unsupported video format' };
      control().change({ media: { fail } });
      return processed(values);
    },
    'the customer has sent a photo to the account': ({ path }) => written(path, 'photo'),
    'the customer has sent a GIF to the account': ({ path }) => written(path, 'gif'),
    'the customer has sent a photo to somebody else': ({ path }) =>
      written(path, 'photo', somebodyElse),
    'the customer has sent a photo that API v2 names': ({ names }) => {
      const { event } = control().write(customerId, accountId, '', photoOf(untyped));
      return { [String(names)]: new URL(addressIn(event)).pathname.split('/').slice(-3).join('/') };
    },
    'the customer has sent a photo in a message': ({ eventId }) => ({
      [String(eventId)]: control().write(customerId, accountId, '', photoOf(jpeg)).event.id,
    }),
    'the customer has deleted the photo': ({ path }) => {
      const instead = written(path, 'photo');
      for (const { id } of control().media.list()) control().media.delete(id);
      return instead;
    },
  };
}

const photoOf = (file: Buffer) =>
  ({ media: { kind: 'photo', bytesBase64: file.toString('base64') } }) as const;

interface WithFile {
  readonly message_create: {
    readonly message_data: {
      readonly attachment?: {
        readonly media?: {
          readonly media_url_https: string;
          readonly video_info?: {
            readonly variants: readonly { readonly bitrate?: number; readonly url: string }[];
          };
        };
      };
    };
  };
}

/** The addresses of the files of a message: of films by their bitrate, or that of the `photo`. */
export function addressesIn(event: object): Readonly<Record<string, string>> {
  const media = (event as WithFile).message_create.message_data.attachment?.media;
  const films = media?.video_info?.variants.map(({ bitrate = 'list', url }) => [bitrate, url]);
  if (films !== undefined) return Object.fromEntries(films) as Record<string, string>;
  return { photo: media?.media_url_https ?? '' };
}

/** The address of the first file of a message. */
const addressIn = (event: object): string => Object.values(addressesIn(event))[0] ?? '';
