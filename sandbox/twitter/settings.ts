import { RATE_LIMITS, type RateLimitTable } from './api/rate-limits.ts';
import type { ReplyAllowanceSetting } from './direct-messages/reply-allowance.ts';
import { DEFAULT_MEDIA_SETTINGS, type MediaSettings } from './media/media-settings.ts';
import { DEFAULT_V2_SETTINGS, type V2Settings } from './v2-settings.ts';

/** How the sandbox behaves; everything may be changed while it runs. */
export interface Settings {
  /** When the sender's own webhook hears of a message sent through the API, seen from the answer. */
  readonly echo: 'before' | 'after' | 'off';
  /** How many events of one kind and one user are collected into one body. */
  readonly batch: number;
  /** How long an incomplete batch waits for more events. */
  readonly batchWaitMs: number;
  /** The probability, 0 to 1, that a body is delivered a second time. */
  readonly duplicate: number;
  /** Each delivery is held back for a random time up to this one, which changes their order. */
  readonly reorderMs: number;
  /** The waits before the second and all further attempts; after the last one the event is lost. */
  readonly retryDelaysMs: readonly number[];
  /** How long a webhook may take to answer a delivery or a challenge. */
  readonly webhookTimeoutMs: number;
  /** The time between two challenges of each webhook; 0 means none. */
  readonly crcEveryMs: number;
  /** How long a webhook stays valid that passes no challenge without answering one wrongly. */
  readonly crcGraceMs: number;
  /** The HTTP status of code 214: X documents 403 and answers 400. */
  readonly webhookRefusalStatus: 400 | 403;
  /** True: the first page of the message list is empty, and the messages follow on the next. */
  readonly emptyFirstPage: boolean;
  readonly replyAllowance: ReplyAllowanceSetting;
  readonly rateLimits: RateLimitTable;
  readonly media: MediaSettings;
  readonly v2: V2Settings;
  /** False: apps have no contract that lets them replay activity by v1.1. */
  readonly enterpriseReplay: boolean;
}

/** X's behaviour, as far as it is known. */
export const DEFAULT_SETTINGS: Settings = {
  echo: 'after',
  batch: 1,
  batchWaitMs: 50,
  duplicate: 0,
  reorderMs: 0,
  retryDelaysMs: [3_000, 27_000, 242_000],
  webhookTimeoutMs: 3_000,
  crcEveryMs: 0,
  crcGraceMs: 28 * 3_600_000,
  webhookRefusalStatus: 400,
  emptyFirstPage: false,
  replyAllowance: { sends: 5, windowMs: 24 * 3_600_000 },
  rateLimits: RATE_LIMITS,
  media: DEFAULT_MEDIA_SETTINGS,
  v2: DEFAULT_V2_SETTINGS,
  enterpriseReplay: true,
};

/** A change: what is left out stays, also within the rate limits, the media and the v2 settings. */
export type SettingsChange = Partial<Omit<Settings, 'rateLimits' | 'media' | 'v2'>> & {
  readonly rateLimits?: Partial<RateLimitTable>;
  readonly media?: Partial<MediaSettings>;
  readonly v2?: Partial<V2Settings>;
};

/** The settings after a change. */
export function changedSettings(settings: Settings, change: SettingsChange): Settings {
  const rateLimits = { ...settings.rateLimits, ...change.rateLimits };
  const media = { ...settings.media, ...change.media };
  const v2 = { ...settings.v2, ...change.v2 };
  return { ...settings, ...change, rateLimits, media, v2 };
}
