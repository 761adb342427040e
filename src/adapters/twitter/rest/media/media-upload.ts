import type { Account } from '../../../../domain/accounts/account.ts';
import type { Clock } from '../../../../domain/delivery/clock.ts';
import { Failure } from '../../../../domain/errors.ts';
import type { OutgoingMedia } from '../../../../domain/media/customer-media.ts';
import { idOf, isObject, type JsonObject, textOf } from '../../wire.ts';
import { MediaSegments } from './media-segments.ts';
import { ofMedia } from './of-media.ts';
import { Stall } from '../client/stall.ts';
import type { TwitterClient } from '../client/twitter-client.ts';
import type { UploadCall, UploadCalls } from './upload-calls.ts';
import type { UserAuthentication } from '../accounts/user-authentication.ts';

/** X takes up to 5 MB in a segment. */
const segmentBytesMax = 4 * 1_048_576;

export interface MediaUploadOptions {
  readonly calls: UploadCalls;
  /** Calls the host that takes these. */
  readonly client: TwitterClient;
  readonly users: UserAuthentication;
  readonly clock: Clock;
  /** Longest time without progress. */
  readonly idleTimeoutMs: number;
  /** Longest time that X may process a file. */
  readonly processingMs: number;
}

/** Uploads media for direct messages, segment by segment, through one of X's APIs. */
export class MediaUpload {
  readonly #calls: UploadCalls;
  readonly #client: TwitterClient;
  readonly #users: UserAuthentication;
  readonly #clock: Clock;
  readonly #idleTimeoutMs: number;
  readonly #processingMs: number;

  constructor({ calls, client, users, ...times }: MediaUploadOptions) {
    this.#calls = calls;
    this.#client = client;
    this.#users = users;
    this.#clock = times.clock;
    this.#idleTimeoutMs = times.idleTimeoutMs;
    this.#processingMs = times.processingMs;
  }

  /** The media id, when X is done with the file. */
  async execute(account: Account, media: OutgoingMedia): Promise<string> {
    const begun = await this.#call(account, this.#calls.begin(media));
    const mediaId = idIn(begun);
    if (mediaId === undefined) throw new Failure('media-unavailable', 'X began without a media id');
    await this.#append(account, mediaId, media);
    const ended = await this.#call(account, this.#calls.finish(mediaId), this.#idleTimeoutMs);
    await this.#processed(account, mediaId, ended['processing_info']);
    return mediaId;
  }

  async #append(account: Account, mediaId: string, media: OutgoingMedia): Promise<void> {
    const segments = new MediaSegments(media.bytes);
    try {
      let sent = 0;
      for (let index = 0; sent < media.sizeBytes; index++) {
        const sizeBytes = Math.min(segmentBytesMax, media.sizeBytes - sent);
        const segment = { sizeBytes, bytes: segments.take(sizeBytes) };
        const call = this.#calls.append(mediaId, index, segment);
        await this.#call(account, call, this.#idleTimeoutMs);
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
      info = (await this.#call(account, this.#calls.status(mediaId)))['processing_info'];
    }
  }

  /** What X tells of the file: v2 wraps it in `data`. */
  async #call(account: Account, call: UploadCall, timeoutMs?: number): Promise<JsonObject> {
    const auth = await this.#users.of(account).catch(ofMedia);
    const request = { ...call, auth, ...(timeoutMs !== undefined && { timeoutMs }) };
    const answer = await this.#client.answer(request).catch(ofMedia);
    if (answer.status === 413) throw new Failure('too-large', 'X answered 413');
    if (answer.status >= 300) return ofMedia(this.#client.failureOf(answer, request));
    const { body } = answer;
    if (!isObject(body)) return {};
    return isObject(body['data']) ? body['data'] : body;
  }
}

/** As each of the APIs calls it. */
const idIn = (told: JsonObject): string | undefined =>
  idOf(told['media_id_string']) ?? idOf(told['media_id']) ?? idOf(told['id']);

function waitMsIn({ check_after_secs: seconds }: JsonObject): number {
  return typeof seconds === 'number' && seconds > 0 ? seconds * 1_000 : 1_000;
}

function faultIn(error: unknown): string {
  const { code, name } = isObject(error) ? (error as Record<string, unknown>) : {};
  const shown = [Number.isSafeInteger(code) ? `code ${String(code)}` : '', textOf(name)];
  return `X could not process the file: ${shown.join(' ').trim().slice(0, 80) || 'no reason'}`;
}
