import { type Account, apisOf, type MessagesApi } from '../../../../domain/accounts/account.ts';
import type { Clock } from '../../../../domain/delivery/clock.ts';
import { Failure } from '../../../../domain/errors.ts';
import type { CustomerMedia, OutgoingMedia } from '../../../../domain/media/customer-media.ts';
import type { MediaStream } from '../../../../domain/media/media.ts';
import { MediaAddresses } from './media-addresses.ts';
import { MediaDownload } from './media-download.ts';
import { MediaUpload } from './media-upload.ts';
import { ofMedia } from './of-media.ts';
import { TwitterClient } from '../client/twitter-client.ts';
import { uploadCalls } from './upload-calls.ts';
import type { UserAuthentication } from '../accounts/user-authentication.ts';

export interface TwitterCustomerMediaOptions {
  /** Calls X's API; it is not closed with this. */
  readonly api: TwitterClient;
  /** The base of X's API, which gives private files to accounts that cannot sign. */
  readonly apiUrl: string;
  readonly users: UserAuthentication;
  /** The base of X's upload host, such as `https://upload.twitter.com`; signed exactly as sent. */
  readonly uploadUrl: string;
  /** `host` or `host:port`, the only ones that media are fetched from. */
  readonly mediaHosts: readonly string[];
  readonly clock: Clock;
  /** Longest time without progress of a transfer; 60 s when absent. */
  readonly idleTimeoutMs?: number;
  /** Longest time that X may process an upload; 5 min when absent. */
  readonly processingMs?: number;
  /** For each host; 64 when absent. */
  readonly connections?: number;
}

/**
 * Media of direct messages: from X's media hosts, and to X's v1.1 upload host or through API v2,
 * as each account uses it.
 */
export class TwitterCustomerMedia implements CustomerMedia {
  readonly #client: TwitterClient;
  readonly #addresses: MediaAddresses;
  readonly #downloads: MediaDownload;
  readonly #uploads: Readonly<Record<MessagesApi, MediaUpload>>;

  constructor(options: TwitterCustomerMediaOptions) {
    const { api, apiUrl, users, uploadUrl, mediaHosts, clock, connections = 64 } = options;
    const { idleTimeoutMs = 60_000, processingMs = 300_000 } = options;
    const now = () => clock.now();
    this.#client = new TwitterClient({ baseUrl: uploadUrl, connections, now });
    this.#addresses = new MediaAddresses(api, users);
    const common = { users, clock, idleTimeoutMs };
    this.#downloads = new MediaDownload({ ...common, apiUrl, mediaHosts, connections });
    const uploads = { ...common, processingMs };
    this.#uploads = {
      'v1.1': new MediaUpload({ ...uploads, calls: uploadCalls['v1.1'], client: this.#client }),
      v2: new MediaUpload({ ...uploads, calls: uploadCalls.v2, client: api }),
    };
  }

  async addresses(account: Account, eventId: string): Promise<readonly string[]> {
    return this.#addresses.of(account, apisOf(account).messages, eventId).catch(keptWaiting);
  }

  download(account: Account, url: string): Promise<MediaStream> {
    return this.#downloads.open(account, url);
  }

  upload(account: Account, media: OutgoingMedia): Promise<string> {
    return this.#uploads[apisOf(account).messages].execute(account, media);
  }

  /** Ends downloads under way, and waits for the calls of uploads. */
  async close(): Promise<void> {
    await Promise.all([this.#downloads.close(), this.#client.close()]);
  }
}

/** A message that X no longer has has no file either; anything else is trouble of the file. */
function keptWaiting(thrown: unknown): never {
  if (thrown instanceof Failure && thrown.code === 'not-found') throw thrown;
  return ofMedia(thrown);
}
