import type { Content } from '../http/answer.ts';
import type { Media, MediaState } from '../media/media.ts';
import type { MediaCategory } from '../media/media-category.ts';
import type { World } from '../world.ts';
import { notFound } from './control-refusal.ts';

/** A media as the control surface shows it. */
export interface ShownMedia {
  readonly id: string;
  readonly via: 'api' | 'native';
  readonly owner: string;
  readonly category: MediaCategory;
  readonly type: string;
  /** The bytes that have arrived. */
  readonly bytes: number;
  /** In hexadecimal; null while it is being uploaded. */
  readonly sha256: string | null;
  readonly shared: boolean;
  readonly state: MediaState;
  /** The ids of the messages it is attached to. */
  readonly attachedTo: readonly string[];
}

/** Looks at media, and deletes them. */
export class MediaControl {
  readonly #world: () => World;

  constructor(world: () => World) {
    this.#world = world;
  }

  /** What was uploaded through the API and what people attached, oldest first. */
  list(): ShownMedia[] {
    const world = this.#world();
    return world.media.all().map((media) => shownMedia(media, world.now()));
  }

  /** The file as it was uploaded, up to what the settings let be remembered. */
  file(id: string): Content {
    const file = this.#world().media.find(id)?.file;
    if (file === undefined) throw notFound('id', id);
    const { type, bytes } = file;
    return { type, bytes, hasLength: true, stallAfterBytes: null, truncateAfterBytes: null };
  }

  /** The media and its files are gone, as after the message was deleted. */
  delete(id: string): void {
    if (!this.#world().media.delete(id)) throw notFound('id', id);
  }
}

function shownMedia(media: Media, nowMs: number): ShownMedia {
  const { id, via, ownerId, category, type, size, file, isShared, attachedTo } = media;
  return {
    id,
    via,
    owner: ownerId,
    category,
    type,
    bytes: size,
    sha256: file?.sha256 ?? null,
    shared: isShared,
    state: media.stateAt(nowMs),
    attachedTo: [...attachedTo],
  };
}
