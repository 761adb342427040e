import type { MediaSettings } from './media-settings.ts';

const PURPOSES = {
  image: { kind: 'photo', types: ['image/jpeg', 'image/png', 'image/webp'] },
  gif: { kind: 'animated_gif', types: ['image/gif'] },
  video: { kind: 'video', types: ['video/mp4', 'video/quicktime'] },
} as const satisfies Record<string, { kind: MediaKind; types: readonly string[] }>;

type Purpose = keyof typeof PURPOSES;

/** What an attachment is called. */
export type MediaKind = 'photo' | 'animated_gif' | 'video';

/** What a file is uploaded for. */
export type MediaCategory = `${'dm' | 'tweet'}_${Purpose}`;

/** The category with this name, also as older clients write it (`DmImage`); undefined for no name. */
export function categoryNamed(name: string): MediaCategory | undefined {
  const written = name.replace(/^(Dm|Tweet)(?=[A-Z])/, '$1_').toLowerCase();
  const purpose = /^(?:dm|tweet)_(\w+)$/.exec(written)?.[1] ?? '';
  return Object.hasOwn(PURPOSES, purpose) ? (written as MediaCategory) : undefined;
}

/** The category of a file of this media type that names none; undefined for an unknown type. */
export function usualCategory(type: string): MediaCategory | undefined {
  const purposes = Object.keys(PURPOSES) as Purpose[];
  const purpose = purposes.find((name) => isOneOf(PURPOSES[name].types, type));
  return purpose && `tweet_${purpose}`;
}

/** True when files of this media type may have the category. */
export function accepts(category: MediaCategory, type: string): boolean {
  return isOneOf(PURPOSES[purposeOf(category)].types, type);
}

/** What a file of the category is shown as. */
export function kindOf(category: MediaCategory): MediaKind {
  return PURPOSES[purposeOf(category)].kind;
}

/** The most bytes a file of the category may have. */
export function bytesMaxOf(category: MediaCategory, { videoBytesMax }: MediaSettings): number {
  const limits: Record<Purpose, number> = {
    image: 5_242_880,
    gif: 15_728_640,
    video: videoBytesMax,
  };
  return limits[purposeOf(category)];
}

function purposeOf(category: MediaCategory): Purpose {
  return category.slice(category.indexOf('_') + 1) as Purpose;
}

function isOneOf(types: readonly string[], type: string): boolean {
  return types.includes(type);
}
