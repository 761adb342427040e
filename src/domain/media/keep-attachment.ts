import type { Account } from '../accounts/account.ts';
import type { Clock } from '../delivery/clock.ts';
import { Failure } from '../errors.ts';
import type { Observer } from '../observer.ts';
import type { CustomerMedia } from './customer-media.ts';
import type { FileStore, StoredFile } from './file-store.ts';
import { mediaBytesMax, type MediaKind, mediaKindOf, type MediaStream } from './media.ts';
import { observed } from './progress.ts';

/** What a customer attached. */
export interface Attached {
  /** Names the file together with the part, since one message may carry several. */
  readonly eventId: string;
  readonly part: number;
  /** Groups the file with others of the conversation. */
  readonly customerId: string;
  readonly kind: 'photo' | 'video' | 'gif';
  /** Where it can be fetched, the best form first. */
  readonly urls: readonly string[];
  /** Present when X told the name of the file alone; then it is asked where that is. */
  readonly mediaKey?: string;
}

/** Brings what a customer attached into the contact centre's store, straight through. */
export class KeepAttachment {
  readonly #media: CustomerMedia;
  readonly #files: FileStore;

  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #observer: Observer;

  /** `timeoutMs`: longest time for a whole transfer, whichever forms are tried. */
  constructor(
    media: CustomerMedia,
    files: FileStore,
    clock: Clock,
    timeoutMs: number,
    observer: Observer,
  ) {
    this.#media = media;
    this.#files = files;
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
    this.#observer = observer;
  }

  /**
   * Keeps the best form that is within the limit of its kind; fails with `too-large` when none is,
   * with `unsupported` for what is neither an image nor a video, and with `media-gone` when X does
   * not say where the file is.
   */
  async execute(account: Account, attached: Attached): Promise<StoredFile> {
    const untilMs = this.#clock.now() + this.#timeoutMs;
    let failure = new Failure('rejected', 'there is nothing to fetch');
    for (const url of await this.#urlsOf(account, attached)) {
      try {
        return await this.#keep(account, attached, url, untilMs);
      } catch (thrown) {
        if (!(thrown instanceof Failure) || thrown.code !== 'too-large') throw thrown;
        failure = thrown;
      }
    }
    throw failure;
  }

  async #urlsOf(
    account: Account,
    { eventId, mediaKey, urls }: Attached,
  ): Promise<readonly string[]> {
    if (urls.length > 0 || mediaKey === undefined) return urls;
    const told = await this.#media.addresses(account, eventId);
    if (told.length === 0) throw new Failure('media-gone', 'X does not say where the file is');
    return told;
  }

  async #keep(
    account: Account,
    attached: Attached,
    url: string,
    untilMs: number,
  ): Promise<StoredFile> {
    const stream = await this.#media.download(account, url);
    const leftMs = untilMs - this.#clock.now();
    const inTime = this.#clock.after(leftMs, () => void stream.close());
    try {
      const { contentType, sizeBytes } = stream;
      const bytesMax = mediaBytesMax[kindOf(attached, contentType)];
      if ((sizeBytes ?? 0) > bytesMax) throw new Failure('too-large', `${sizeBytes} bytes`);
      const size = sizeBytes === undefined ? {} : { sizeBytes };
      const transfer = { direction: 'in', accountId: account.id, ...size } as const;
      return await this.#files.put({
        name: nameOf(attached, contentType),
        contentType,
        bytes: observed(atMost(stream, bytesMax), transfer, this.#clock, this.#observer),
        conversationId: attached.customerId,
        ...size,
      });
    } finally {
      inTime();
      await stream.close();
    }
  }
}

/** The same bytes; fails with `too-large` instead of passing on more than allowed. */
async function* atMost({ bytes }: MediaStream, bytesMax: number): AsyncIterable<Uint8Array> {
  let passed = 0;
  for await (const chunk of bytes) {
    passed += chunk.length;
    if (passed > bytesMax) throw new Failure('too-large', `more than ${bytesMax} bytes`);
    yield chunk;
  }
}

const extensions: ReadonlyMap<string, string> = new Map([
  ['image/jpeg', 'jpg'],
  ['image/png', 'png'],
  ['image/gif', 'gif'],
  ['image/webp', 'webp'],
  ['video/mp4', 'mp4'],
  ['video/quicktime', 'mov'],
]);

const typeIn = (contentType: string): string =>
  contentType.split(';')[0]?.trim().toLowerCase() ?? '';

/** What the file is; where its type tells nothing, what X calls it. */
function kindOf({ kind }: Attached, contentType: string): MediaKind {
  const type = typeIn(contentType);
  const known = mediaKindOf(type);
  if (known !== undefined) return known;
  const called = kind === 'photo' ? 'image' : 'video';
  const [major = '', minor = ''] = type.split('/');
  if (minor === '' || minor === 'octet-stream') return called;
  if (major === 'image' || major === 'video') return major;
  throw new Failure('unsupported', `${type} as ${kind}`);
}

function nameOf({ eventId, kind, part }: Attached, contentType: string): string {
  const extension = extensions.get(typeIn(contentType)) ?? (kind === 'photo' ? 'jpg' : 'mp4');
  return `${kind}_${eventId}_${part}.${extension}`;
}
