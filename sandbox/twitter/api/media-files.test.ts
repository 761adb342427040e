import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { MediaSettings } from '../media/media-settings.ts';
import type { NativeFile } from '../media/native-media.ts';
import { ADA, BUSINESS, GRACE, Scene } from '../testing/scene.ts';
import { SignedClient } from '../testing/signed-client.ts';

interface ShownMedia {
  readonly id_str: string;
  readonly media_url: string;
  readonly video_info?: { readonly variants: readonly Variant[] };
}

interface Variant {
  readonly bitrate?: number;
  readonly content_type: string;
  readonly url: string;
}

let scene: Scene;
let business: SignedClient;

beforeEach(async () => {
  scene = await Scene.start();
  business = scene.business;
});

afterEach(() => scene.close());

function settings(media: Partial<MediaSettings>): void {
  scene.sandbox.control.change({ media });
}

function sent(media: NativeFile): ShownMedia {
  const { event } = scene.sandbox.control.write(ADA, BUSINESS, '', { media });
  const { attachment } = event.message_create.message_data;
  return (attachment as { media: ShownMedia }).media;
}

function variantsOf({ video_info }: ShownMedia): readonly Variant[] {
  return video_info?.variants ?? [];
}

async function bytesOf(response: Response): Promise<Buffer> {
  return Buffer.from(await response.arrayBuffer());
}

describe('a photo', () => {
  const bytes = Buffer.from([0xff, 0xd8, 0xff, 1, 2, 3, 0]);
  let photo: ShownMedia;

  beforeEach(() => {
    photo = sent({ kind: 'photo', bytesBase64: bytes.toString('base64') });
  });

  test('is served to both people of the message, byte by byte', async () => {
    for (const client of [business, scene.clientOf(ADA)]) {
      const response = await client.download(photo.media_url);
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
      expect(response.headers.get('content-length')).toBe('7');
      expect(await bytesOf(response)).toEqual(bytes);
    }
  });

  test('is served in each of its sizes when that URL is signed', async () => {
    expect((await business.download(`${photo.media_url}:large`)).status).toBe(200);
    const headers = {
      authorization: business.authorization('GET', new URL(photo.media_url).pathname),
    };
    const other = await fetch(`${photo.media_url}:small`, { headers, redirect: 'manual' });
    expect(other.status).toBe(302);
  });

  test('leads everybody else to the login page', async () => {
    const strangers = [
      business.download(photo.media_url, { isSigned: false }),
      scene.clientOf(GRACE).download(photo.media_url),
    ];
    for (const stranger of strangers) {
      const { status, headers } = await stranger;
      expect([status, headers.get('location')]).toEqual([302, expect.stringMatching(/^\/login/)]);
    }
    const followed = await fetch(photo.media_url);
    expect([followed.status, await followed.text()]).toEqual([200, expect.stringMatching(/html/)]);
  });

  test('can refuse them with 403 instead', async () => {
    settings({ tonRefusal: 'forbidden' });
    expect((await scene.clientOf(GRACE).download(photo.media_url)).status).toBe(403);
    expect((await business.download(photo.media_url, { isSigned: false })).status).toBe(403);
  });

  test('is refused with a bearer token and with a token that may not read messages', async () => {
    const bearer = { authorization: `Bearer ${await business.bearerToken()}` };
    const byApp = await fetch(photo.media_url, { headers: bearer, redirect: 'manual' });
    const { registrations } = scene.sandbox.control;
    const limits = { webhookLimit: 1, subscriptionLimit: 1 };
    const app = registrations.addApp({ name: 'R', access: 'read', environments: [], ...limits });
    const token = registrations.issueToken(BUSINESS, app.id);
    const reader = new SignedClient(scene.sandbox.url, { ...app, ...token });
    expect([byApp.status, (await reader.download(photo.media_url)).status]).toEqual([302, 302]);
  });

  test('is gone with 404 once it is deleted', async () => {
    const path = `/sandbox/media/${photo.id_str}`;
    expect((await business.plain('DELETE', path)).status).toBe(204);
    expect((await business.download(photo.media_url)).status).toBe(404);
    expect((await business.plain('DELETE', path)).status).toBe(404);
    expect(scene.sandbox.control.media.list()).toEqual([]);
  });
});

test('a gif and its preview are served to everybody', async () => {
  const gif = sent({ kind: 'gif', fileBytes: 30_000 });
  const [variant] = variantsOf(gif);
  expect(variant).toMatchObject({ bitrate: 0, content_type: 'video/mp4' });
  expect(variant?.url).toMatch(new RegExp(`^${scene.sandbox.url}/dm_gif/.*\\.mp4$`));
  const response = await fetch(variant?.url ?? '');
  expect((await bytesOf(response)).length).toBe(30_000);
  const preview = await fetch(gif.media_url);
  expect([preview.status, preview.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
});

test('a video has mp4 files of several bitrates and sizes, and a playlist', async () => {
  const variants = variantsOf(sent({ kind: 'video', fileBytes: 100_000 }));
  const mp4s = variants.filter(({ content_type }) => content_type === 'video/mp4');
  const sizes: [number, number][] = [];
  for (const { bitrate = 0, url } of mp4s) {
    expect(url).toMatch(new RegExp(`^${scene.sandbox.url}/ext_tw_video/.*\\.mp4\\?tag=1$`));
    sizes.push([bitrate, (await bytesOf(await fetch(url))).length]);
  }
  expect(sizes).toEqual([
    [320_000, 15_000],
    [2_176_000, 100_000],
    [832_000, 40_000],
  ]);
  const playlist = variants.find(({ bitrate }) => bitrate === undefined);
  expect(playlist).toMatchObject({ content_type: 'application/x-mpegURL' });
  expect(await (await fetch(playlist?.url ?? '')).text()).toMatch(/^#EXTM3U/);
});

test('a video can be made to need the signature of a participant', async () => {
  settings({ videoNeedsSignature: true });
  const [{ url } = { url: '' }] = variantsOf(sent({ kind: 'video' }));
  const unsigned = await business.download(url, { isSigned: false });
  expect([unsigned.status, (await scene.clientOf(GRACE).download(url)).status]).toEqual([403, 403]);
  expect((await business.download(url)).status).toBe(200);
});

test('a path that leads nowhere is answered with 404', async () => {
  expect((await business.download('/1.1/ton/data/dm/1/2/a.jpg')).status).toBe(404);
  expect((await fetch(`${scene.sandbox.url}/ext_tw_video/1/vid/a.mp4`)).status).toBe(404);
});

describe('what can go wrong on the way', () => {
  const SIZE = 300_000;

  function download(signal?: AbortSignal): Promise<Response> {
    const [{ url } = { url: '' }] = variantsOf(sent({ kind: 'gif', fileBytes: SIZE }));
    return fetch(url, signal ? { signal } : {});
  }

  async function received(response: Response): Promise<number> {
    let size = 0;
    try {
      for await (const chunk of response.body ?? []) size += chunk.length;
    } catch {
      return size;
    }
    throw new Error('the file ended well');
  }

  test('the length is not told', async () => {
    settings({ contentLength: false });
    const response = await download();
    expect(response.headers.get('content-length')).toBeNull();
    expect((await bytesOf(response)).length).toBe(SIZE);
  });

  test.each([true, false])('the connection is torn; length told: %s', async (contentLength) => {
    settings({ truncateAfterBytes: 1_000, contentLength });
    expect(await received(await download())).toBe(1_000);
  });

  test('the connection falls silent', async () => {
    settings({ stallAfterBytes: 1_000 });
    const silence = new AbortController();
    const response = await download(silence.signal);
    setTimeout(() => {
      silence.abort();
    }, 100);
    expect(await received(response)).toBe(1_000);
  });

  test('an error is answered as for every other call', async () => {
    const json = { path: '/dm_gif/', status: 503, times: 1 };
    await business.plain('POST', '/sandbox/faults', { json });
    expect((await download()).status).toBe(503);
    expect((await download()).status).toBe(200);
  });
});
