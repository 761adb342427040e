import { refusal } from '../http/refusal.ts';
import type { FileContent } from './file-content.ts';
import type { Media } from './media.ts';
import { type PublishedMedia, publish } from './published-media.ts';

/** Makes an id odd in its last bits, so that it does not survive being read as a double. */
const LAST_BITS = 0x2aaaabn;

/** A file that is served at some path. */
export interface ServedFile {
  readonly media: Media;
  readonly file: FileContent;
}

/** All media and the files that messages lead to. */
export class MediaStore {
  readonly #newSnowflake: () => string;
  readonly #origin: () => string;
  readonly #media = new Map<string, Media>();
  readonly #published = new Map<string, PublishedMedia>();
  readonly #files = new Map<string, ServedFile>();

  constructor(newSnowflake: () => string, origin: () => string) {
    this.#newSnowflake = newSnowflake;
    this.#origin = origin;
  }

  newId(): string {
    return String(BigInt(this.#newSnowflake()) ^ LAST_BITS);
  }

  add(media: Media): void {
    this.#media.set(media.id, media);
  }

  /** Undefined, too, when it was deleted. */
  find(id: string): Media | undefined {
    return this.#media.get(id);
  }

  /** All media that were not deleted, in the order they were added. */
  all(): Media[] {
    return [...this.#media.values()];
  }

  /** The media with its files is gone; false when there is none with this id. */
  delete(id: string): boolean {
    for (const [path, { media }] of this.#files) if (media.id === id) this.#files.delete(path);
    this.#published.delete(id);
    return this.#media.delete(id);
  }

  /** The media for a new message of this user; refuses with 325 (unknown, expired) or 324. */
  attachable(id: string, userId: string, nowMs: number): Media {
    const media = this.find(id);
    if (media === undefined || media.isExpiredAt(nowMs)) throw refusal(325);
    const isUsedUp = media.attachedTo.length > 0 && !media.isShared;
    const isForMessages = media.category.startsWith('dm_');
    const isReady = media.stateAt(nowMs) === 'succeeded';
    if (media.ownerId !== userId || isUsedUp || !isForMessages || !isReady) throw refusal(324);
    return media;
  }

  /** Attaches a finished media to a message; its files keep the paths of the first message. */
  attach(media: Media, eventId: string): PublishedMedia {
    this.add(media);
    media.attachedTo.push(eventId);
    const known = this.#published.get(media.id);
    if (known !== undefined) return known;
    const { file } = media;
    if (file === undefined) throw refusal(324);
    const { shown, files } = publish(
      { id: media.id, category: media.category, file },
      eventId,
      this.#origin(),
    );
    this.#published.set(media.id, shown);
    for (const [path, served] of files) this.#files.set(path, { media, file: served });
    return shown;
  }

  /** What messages show of an attached media; undefined when it was deleted. */
  publishedAs(id: string): PublishedMedia | undefined {
    return this.#published.get(id);
  }

  fileAt(path: string): ServedFile | undefined {
    return this.#files.get(path);
  }

  /** The file whose path begins so and goes on with nothing but an extension. */
  fileWithoutExtension(path: string): ServedFile | undefined {
    const found = [...this.#files].find(([each]) => each.replace(/\.\w+$/, '') === path);
    return found?.[1];
  }
}
