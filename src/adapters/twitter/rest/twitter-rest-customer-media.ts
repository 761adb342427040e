import type { Account } from '../../../domain/accounts/account.ts';
import type { Clock } from '../../../domain/delivery/clock.ts';
import type { CustomerMedia, OutgoingMedia } from '../../../domain/media/customer-media.ts';
import type { MediaStream } from '../../../domain/media/media.ts';
import { MediaDownload } from './media-download.ts';
import { MediaUpload } from './media-upload.ts';
import { TwitterClient } from './twitter-client.ts';

export interface TwitterRestCustomerMediaOptions {
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

/** Media of direct messages: from X's media hosts, and to X's v1.1 upload host. */
export class TwitterRestCustomerMedia implements CustomerMedia {
  readonly #client: TwitterClient;
  readonly #downloads: MediaDownload;
  readonly #uploads: MediaUpload;

  constructor(options: TwitterRestCustomerMediaOptions) {
    const { uploadUrl, mediaHosts, clock, connections = 64 } = options;
    const { idleTimeoutMs = 60_000, processingMs = 300_000 } = options;
    const now = () => clock.now();
    this.#client = new TwitterClient({ baseUrl: uploadUrl, connections, now });
    this.#downloads = new MediaDownload({ mediaHosts, clock, idleTimeoutMs, connections });
    const uploads = { client: this.#client, clock, idleTimeoutMs, processingMs };
    this.#uploads = new MediaUpload(uploads);
  }

  download(account: Account, url: string): Promise<MediaStream> {
    return this.#downloads.open(account, url);
  }

  upload(account: Account, media: OutgoingMedia): Promise<string> {
    return this.#uploads.execute(account, media);
  }

  /** Ends downloads under way, and waits for the calls of uploads. */
  async close(): Promise<void> {
    await Promise.all([this.#downloads.close(), this.#client.close()]);
  }
}
