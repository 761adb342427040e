import type { Account } from '../../../domain/accounts/account.ts';
import type { Clock } from '../../../domain/delivery/clock.ts';
import { Failure, type FailureCode } from '../../../domain/errors.ts';
import type { OutgoingMedia } from '../../../domain/media/customer-media.ts';
import type { MediaKind } from '../../../domain/media/media.ts';
import { idOf, isObject, type JsonObject, textOf } from '../wire.ts';
import { MediaSegments } from './media-segments.ts';
import { multipart } from './multipart.ts';
import { Stall } from './stall.ts';
import type { TwitterClient, TwitterRequest } from './twitter-client.ts';

const path = '/1.1/media/upload.json';

/** X takes up to 5 MB in a segment. */
const segmentBytesMax = 4 * 1_048_576;

const categories: Readonly<Record<MediaKind, string>> = {
  image: 'dm_image',
  gif: 'dm_gif',
  video: 'dm_video',
};

type Call = Pick<TwitterRequest, 'form' | 'query' | 'stream' | 'timeoutMs'>;

export interface MediaUploadOptions {
  /** Calls the upload host. */
  readonly client: TwitterClient;
  readonly clock: Clock;
  /** Longest time without progress. */
  readonly idleTimeoutMs: number;
  /** Longest time that X may process a file. */
  readonly processingMs: number;
}

/** Uploads media for direct messages, segment by segment (X API v1.1, chunked media upload). */
export class MediaUpload {
  readonly #client: TwitterClient;
  readonly #clock: Clock;
  readonly #idleTimeoutMs: number;
  readonly #processingMs: number;

  constructor({ client, clock, idleTimeoutMs, processingMs }: MediaUploadOptions) {
    this.#client = client;
    this.#clock = clock;
    this.#idleTimeoutMs = idleTimeoutMs;
    this.#processingMs = processingMs;
  }

  /** The media id, when X is done with the file. */
  async execute(account: Account, media: OutgoingMedia): Promise<string> {
    const begun = await this.#call(account, 'POST', {
      form: {
        command: 'INIT',
        total_bytes: String(media.sizeBytes),
        media_type: media.contentType,
        media_category: categories[media.kind],
      },
    });
    const mediaId = idOf(begun['media_id_string']) ?? idOf(begun['media_id']);
    if (mediaId === undefined) throw new Failure('media-unavailable', 'X began without a media id');
    await this.#append(account, mediaId, media);
    const ended = await this.#call(account, 'POST', {
      form: { command: 'FINALIZE', media_id: mediaId },
      timeoutMs: this.#idleTimeoutMs,
    });
    await this.#processed(account, mediaId, ended['processing_info']);
    return mediaId;
  }

  async #append(account: Account, mediaId: string, media: OutgoingMedia): Promise<void> {
    const segments = new MediaSegments(media.bytes);
    try {
      let sent = 0;
      for (let index = 0; sent < media.sizeBytes; index++) {
        const sizeBytes = Math.min(segmentBytesMax, media.sizeBytes - sent);
        const fields = { command: 'APPEND', media_id: mediaId, segment_index: String(index) };
        const bytes = segments.take(sizeBytes);
        const stream = multipart(fields, { name: 'media', sizeBytes, bytes });
        await this.#call(account, 'POST', { stream, timeoutMs: this.#idleTimeoutMs });
        sent += sizeBytes;
      }
      await new Stall(this.#idleTimeoutMs).during(segments.end());
    } catch (thrown) {
      throw segments.causeOf(thrown);
    } finally {
      segments.release();
    }
  }

  /** Asks as often as X says, until it is done with the file. */
  async #processed(account: Account, mediaId: string, first: unknown): Promise<void> {
    const untilMs = this.#clock.now() + this.#processingMs;
    let info = first;
    while (isObject(info) && info['state'] !== 'succeeded') {
      if (info['state'] === 'failed') throw new Failure('rejected', faultIn(info['error']));
      const waitMs = waitMsIn(info);
      if (this.#clock.now() + waitMs > untilMs) {
        throw new Failure('media-unavailable', 'X takes too long to process the file');
      }
      await new Promise<void>((resolve) => void this.#clock.after(waitMs, resolve));
      const query = { command: 'STATUS', media_id: mediaId };
      info = (await this.#call(account, 'GET', { query }))['processing_info'];
    }
  }

  async #call({ credentials }: Account, method: 'GET' | 'POST', call: Call): Promise<JsonObject> {
    const request = { method, path, auth: { kind: 'user', credentials }, ...call } as const;
    const answer = await this.#client.answer(request).catch((thrown: unknown) => {
      throw thrown instanceof Failure ? ofMedia(thrown) : thrown;
    });
    if (answer.status === 413) throw new Failure('too-large', 'X answered 413');
    if (answer.status >= 300) throw ofMedia(this.#client.failureOf(answer, request));
    return isObject(answer.body) ? answer.body : {};
  }
}

/** What a failure of the upload host means for a file: no more than the file waits, or is refused. */
const codes: Partial<Record<FailureCode, FailureCode>> = {
  throttled: 'media-unavailable',
  unavailable: 'media-unavailable',
  uncertain: 'media-unavailable',
  'not-found': 'rejected',
  conflict: 'rejected',
  'recipient-closed': 'rejected',
};

function ofMedia({ code, detail, retryAtMs }: Failure): Failure {
  return new Failure(codes[code] ?? code, detail, retryAtMs);
}

function waitMsIn({ check_after_secs: seconds }: JsonObject): number {
  return typeof seconds === 'number' && seconds > 0 ? seconds * 1_000 : 1_000;
}

function faultIn(error: unknown): string {
  const { code, name } = isObject(error) ? (error as Record<string, unknown>) : {};
  const shown = [Number.isSafeInteger(code) ? `code ${String(code)}` : '', textOf(name)];
  return `X could not process the file: ${shown.join(' ').trim().slice(0, 80) || 'no reason'}`;
}
