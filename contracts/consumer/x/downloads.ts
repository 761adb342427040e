import { expect } from '@jest/globals';
import { MatchersV3 } from '@pact-foundation/pact';
import type { FailureCode } from '../../../src/domain/errors.ts';
import { bytes } from '../bodies.ts';
import type { Contract, Example, Fact } from '../contract.ts';
import { fails } from '../fails.ts';
import { jpeg, mp4, whole } from '../files.ts';
import { awayForSeconds } from './answers.ts';
import { account } from './client.ts';
import { withMedia } from './media-client.ts';
import { signature } from './requests.ts';

const photo = '/1.1/ton/data/dm/1858768838972145665/1856000000000000001/abcDEF12.jpg';
const film = '/dm_gif/1856000000000000002/abcDEF12.mp4';

const headers = { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'twitter-connector' };
const signed = { ...headers, ...signature };

const reading = (path: string, sent: Example['request']['headers'] & object = signed) =>
  ({ method: 'GET', path, headers: sent }) as const;

const length = (file: Buffer) => ({
  'content-length': MatchersV3.regex('^\\d+$', String(file.length)),
});

const download = (url: string, path: string) =>
  withMedia(url, async (media) => {
    const { bytes, contentType, sizeBytes } = await media.download(account, url + path);
    return { file: await whole(bytes), contentType, sizeBytes };
  });

/** Files that customers sent. */
export function downloads(contract: Contract): void {
  const sends = (
    what: string,
    path: string,
    file: Buffer,
    contentType: string,
    given: Fact,
    sent: Example['request']['headers'] & object,
  ) =>
    contract.test(
      what,
      {
        given: [given],
        request: reading(path, sent),
        response: { status: 200, headers: length(file), body: bytes(contentType, file) },
      },
      async (url) =>
        expect(await download(url, path)).toEqual({ file, contentType, sizeBytes: file.length }),
    );
  sends(
    'sends a photo to those who take part',
    photo,
    jpeg,
    'image/jpeg',
    ['the customer has sent a photo to the account', { path: photo }],
    signed,
  );
  sends(
    'sends a GIF, which is a film, to everybody',
    film,
    mp4,
    'video/mp4',
    ['the customer has sent a GIF to the account', { path: film }],
    headers,
  );

  const refused = (
    what: string,
    given: Fact,
    response: Example['response'],
    code: FailureCode,
    announced = false,
  ) =>
    contract.test(what, { given: [given], request: reading(photo), response }, (url) =>
      fails(download(url, photo), code, announced),
    );
  refused(
    'no longer has a photo',
    ['the customer has deleted the photo', { path: photo }],
    { status: 404 },
    'not-found',
  );
  refused(
    'leads to the login page who does not take part',
    ['the customer has sent a photo to somebody else', { path: photo }],
    { status: 302, headers: { location: MatchersV3.like('/login') } },
    'rejected',
  );
  refused(
    'cannot send a photo at the moment',
    'X is over capacity',
    { status: 503 },
    'media-unavailable',
  );
  refused(
    'says when it can send a photo again',
    awayForSeconds.when,
    awayForSeconds.response,
    'media-unavailable',
    true,
  );
}
