import { z } from 'zod';
import { RATE_LIMITS, type RateLimitName } from '../api/rate-limits.ts';
import { SUBSCRIPTION_ANSWERS } from '../v2-settings.ts';

const count = z.int().min(0);
const positive = z.int().min(1);
const rateLimit = z.strictObject({ limit: count, windowMs: positive });
const limitNames = Object.keys(RATE_LIMITS) as [RateLimitName, ...RateLimitName[]];
const bytes = count.nullable();
const media = z.strictObject({
  processingMs: count,
  checkAfterSecs: z.number().min(0),
  fail: z.strictObject({ code: z.int(), name: z.string(), message: z.string() }).nullable(),
  expiresAfterSecs: z.number().min(0),
  videoBytesMax: positive,
  keptBytesMax: count,
  tonRefusal: z.enum(['redirect', 'forbidden']),
  videoNeedsSignature: z.boolean(),
  contentLength: z.boolean(),
  stallAfterBytes: bytes,
  truncateAfterBytes: bytes,
});

const v2 = z.strictObject({
  webhooksMax: count,
  accountsMax: count,
  activitySubscriptionsMax: count,
  activityAnswer: z.enum(SUBSCRIPTION_ANSWERS),
  accessLifeSecs: positive,
});

/** `POST /sandbox/settings` */
export const settingsBody = z.strictObject({
  echo: z.enum(['before', 'after', 'off']).optional(),
  batch: positive.max(100).optional(),
  batchWaitMs: positive.optional(),
  duplicate: z.number().min(0).max(1).optional(),
  reorderMs: count.optional(),
  retryDelaysMs: z.array(count).optional(),
  webhookTimeoutMs: positive.optional(),
  crcEveryMs: count.optional(),
  crcGraceMs: count.optional(),
  webhookRefusalStatus: z.union([z.literal(400), z.literal(403)]).optional(),
  emptyFirstPage: z.boolean().optional(),
  replyAllowance: z.strictObject({ sends: count, windowMs: positive }).optional(),
  rateLimits: z.partialRecord(z.enum(limitNames), rateLimit).optional(),
  media: media.partial().optional(),
  v2: v2.partial().optional(),
  enterpriseReplay: z.boolean().optional(),
});
