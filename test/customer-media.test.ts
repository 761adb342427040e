import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fileOf } from '../sandbox/stage/files.ts';
import { type Stage, setStage } from '../sandbox/stage/stage.ts';
import { eventually } from './eventually.ts';
import {
  bytesAt,
  customerSends,
  mebibyte,
  mediaOnX,
  partsOf,
  settleCim,
  settleX,
  sha,
  timesAsked,
  type Way,
  ways,
} from './media-world.ts';

/** What the agent sees: the file, byte for byte, a smaller form of it, or why it is not shown. */
const image = 'an IMAGE';
const video = 'a VIDEO';
const smaller = 'a smaller VIDEO';
const tooLarge = 'it is too large';
const noMedia = 'it is another kind of file';

/**
 * Each file that a customer sends, by its bytes, and what is seen of it in each way that it may
 * come. An animated GIF is a video, since X makes one of it. X itself serves no documents or sounds.
 */
const table = [
  // small, at the limit, above it, wrong extension, truncated
  ['jpeg', [image, image, tooLarge, image, image]],
  ['png', [image, image, tooLarge, image, image]],
  ['webp', [image, image, tooLarge, image, image]],
  ['gif', [image, image, tooLarge, image, image]],
  ['animated gif', [video, video, tooLarge, noMedia, video]],
  ['mp4', [video, video, smaller, noMedia, video]],
  ['pdf', [noMedia, noMedia, noMedia, noMedia, noMedia]],
  ['mp3', [noMedia, noMedia, noMedia, noMedia, noMedia]],
] as const;

type Kind = (typeof table)[number][0];

const photo = (extension: string) => ({ kind: 'photo', extension });

/** What X calls each, the largest size, and what X calls it by mistake. */
const sent: Readonly<Record<Kind, readonly [object, number, object]>> = {
  jpeg: [photo('jpg'), 5 * mebibyte, photo('png')],
  png: [photo('png'), 5 * mebibyte, photo('jpg')],
  webp: [photo('webp'), 5 * mebibyte, photo('jpg')],
  gif: [photo('gif'), 15 * mebibyte, photo('jpg')],
  'animated gif': [{ kind: 'gif' }, 25 * mebibyte, { kind: 'gif' }],
  mp4: [{ kind: 'video' }, 25 * mebibyte, photo('jpg')],
  pdf: [photo('pdf'), 5 * mebibyte, photo('jpg')],
  mp3: [photo('mp3'), 5 * mebibyte, { kind: 'video' }],
};

const cutAt = 20_000;

const contents = {
  small: (kind: Kind) => of(kind === 'animated gif' ? 'mp4' : kind),
  'at the limit': (kind: Kind) => ({ fileBytes: sent[kind][1] }),
  'above it': (kind: Kind) => ({ fileBytes: sent[kind][1] + 1 }),
  'wrong extension': (kind: Kind) => of(kind),
  truncated: () => ({ fileBytes: 2 * cutAt }),
} satisfies Readonly<Record<Way, (kind: Kind) => object>>;

const of = (kind: Kind) => ({ bytesBase64: fileOf(kind, 2_000).toString('base64') });

let stage: Stage;

beforeAll(async () => {
  stage = await setStage({ environment: { RETRY_EARLY_CAP_MS: '300' } });
  await stage.register();
  await settleCim(stage, { uploadBytesMax: 30 * mebibyte });
}, 30_000);
afterAll(() => stage.close());

const cells = table.flatMap(([kind, outcomes]) =>
  ways.map((way, i) => [kind, way, outcomes[i] ?? ''] as const),
);

test.each(cells)(
  '%s, %s: the agent sees: %s',
  async (kind, way, outcome) => {
    await settleX(stage, { truncateAfterBytes: way === 'truncated' ? cutAt : null });
    const [called, , miscalled] = sent[kind];
    const as = way === 'wrong extension' ? miscalled : called;
    const eventId = await customerSends(stage, { ...as, ...contents[way](kind) });
    const onX = (await mediaOnX(stage)).find(({ attachedTo }) => attachedTo.includes(eventId));
    const mediaId = onX?.id ?? '';
    if (way === 'truncated') {
      const asked = () => timesAsked(stage, mediaId);
      expect(await eventually(asked, (times) => times > 0)).toBeGreaterThan(0);
      await settleX(stage, { truncateAfterBytes: null });
    }
    const [shown, ...more] = await partsOf(stage, eventId, 1);
    expect(more).toEqual([]);
    expect(shown?.unknownFields ?? []).toEqual([]);
    const { type, markdownText, attachment } = shown?.message.body ?? {};
    if (![image, video, smaller].includes(outcome)) {
      expect([type, markdownText]).toEqual(['PLAIN', expect.stringContaining(outcome)]);
      return;
    }
    expect(type).toBe(outcome.split(' ').at(-1));
    expect(attachment.mimeType.split('/')[0].toUpperCase()).toBe(type);
    const stored = await bytesAt(attachment.mediaUrl);
    expect(stored).toHaveLength(attachment.size);
    if (outcome === smaller) expect(stored.length).toBeLessThan(onX?.bytes ?? 0);
    else expect(sha(stored)).toBe(onX?.sha256);
    if (way === 'truncated') expect(await timesAsked(stage, mediaId)).toBeGreaterThan(1);
  },
  30_000,
);
