import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type FileKind, fileOf, types } from '../sandbox/stage/files.ts';
import { type Stage, setStage } from '../sandbox/stage/stage.ts';
import { eventually } from './eventually.ts';
import {
  agentSends,
  mebibyte,
  mediaOnX,
  reportOn,
  settleCim,
  sha,
  timesAsked,
  type Way,
  ways,
} from './media-world.ts';
import { sentOnX } from './world.ts';

/** What becomes of the file: media of this category at X, or FAILED, for this reason. */
const image = 'dm_image';
const gif = 'dm_gif';
const video = 'dm_video';
const tooLarge = 'The file is too large';
const notCarried = 'This kind of message cannot be sent';

/** Each file that an agent sends, by its bytes, and what becomes of it in each way it may come. */
const table = [
  // small, at the limit, above it, wrong extension, truncated
  ['jpeg', 5, [image, image, tooLarge, image, image]],
  ['png', 5, [image, image, tooLarge, image, image]],
  ['webp', 5, [image, image, tooLarge, image, image]],
  ['gif', 15, [gif, gif, tooLarge, gif, gif]],
  ['animated gif', 15, [gif, gif, tooLarge, gif, gif]],
  ['mp4', 25, [video, video, tooLarge, video, video]],
  ['pdf', 5, [notCarried, notCarried, notCarried, notCarried, notCarried]],
  ['mp3', 5, [notCarried, notCarried, notCarried, notCarried, notCarried]],
] as const;

const cutAt = 100_000;

const sizes: Readonly<Record<Way, (limit: number) => number>> = {
  small: () => 2_000,
  'at the limit': (limit) => limit,
  'above it': (limit) => limit + 1,
  'wrong extension': () => 3_000,
  truncated: () => 3 * cutAt,
};

/** What the file is said to be, by its name and its type. */
function called(kind: FileKind, way: Way): FileKind {
  if (way !== 'wrong extension') return kind;
  return kind === 'pdf' || kind === 'mp3' ? 'jpeg' : 'pdf';
}

let stage: Stage;

beforeAll(async () => {
  stage = await setStage({
    environment: { RETRY_EARLY_CAP_MS: '300' },
    x: { settings: { media: { processingMs: 50, checkAfterSecs: 0.05 } } },
  });
  await stage.register();
  await settleCim(stage, { uploadBytesMax: 30 * mebibyte });
}, 30_000);
afterAll(() => stage.close());

const cells = table.flatMap(([kind, limitMb, outcomes]) =>
  ways.map((way, i) => [kind, way, outcomes[i] ?? '', limitMb * mebibyte] as const),
);

test.each(cells)(
  '%s, %s: %s',
  async (kind, way, outcome, limit) => {
    const [before, messages] = [await mediaOnX(stage), await sentOnX(stage, 0)];
    const asked = await timesAsked(stage, '/media/upload');
    await settleCim(stage, { truncateAfterBytes: way === 'truncated' ? cutAt : null });
    const file = fileOf(kind, sizes[way](limit));
    const name = called(kind, way);
    const id = await agentSends(stage, `${way} & more.${name}`, file, types[name]);
    const isCarried = outcome.startsWith('dm_');
    if (way === 'truncated' && isCarried) {
      const begun = await eventually(
        () => mediaOnX(stage),
        (media) => media.length > before.length,
      );
      expect(begun.at(-1)).toMatchObject({ state: 'uploading', attachedTo: [] });
      await settleCim(stage, { truncateAfterBytes: null });
    }
    const { body, header } = await reportOn(stage, id);
    const added = (await mediaOnX(stage)).slice(before.length);
    if (!isCarried) {
      expect(body).toMatchObject({ status: 'FAILED', reasonCode: '400' });
      expect(body.markdownText).toContain(outcome);
      expect([added, await sentOnX(stage, 0)]).toEqual([[], messages]);
      expect(await timesAsked(stage, '/media/upload')).toBe(asked);
      return;
    }
    expect(body).toMatchObject({ status: 'DELIVERED', reasonCode: '200' });
    expect(added.at(-1)).toMatchObject({
      category: outcome,
      bytes: file.length,
      sha256: sha(file),
      state: 'succeeded',
      attachedTo: [header.providerMessageId],
    });
    const unfinished = added.slice(0, -1);
    expect(unfinished.length > 0).toBe(way === 'truncated');
    for (const media of unfinished) expect(media.attachedTo).toEqual([]);
    expect(await sentOnX(stage, 0)).toHaveLength(messages.length + 1);
  },
  30_000,
);
