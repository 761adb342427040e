/** What the connector watches of an account; all times are epoch milliseconds. */
export interface Watch {
  readonly accountId: string;
  /** Up to when everything that X had to tell was certainly heard; absent: nobody knows. */
  readonly coveredUntilMs?: number;
  /** When the webhook told something last, by itself. */
  readonly heardAtMs?: number;
  /** When the watchdog looked last. */
  readonly checkedAtMs?: number;
  /** When it looked last and X had a valid webhook and a subscription. */
  readonly soundAtMs?: number;
  /** False also when the webhook is gone. */
  readonly webhookValid?: boolean;
  readonly webhookId?: string;
  readonly subscribed?: boolean;
  /** Of the certificate that the public address shows. */
  readonly certificateExpiresAtMs?: number;
  readonly address?: AddressState;
  /** Since when an account is silent that usually is not; absent: it is not silent. */
  readonly silentSinceMs?: number;
  /** Since when something may not have been heard, and why; a gap once X tells again. */
  readonly doubt?: { readonly sinceMs: number; readonly cause: GapCause };
  /** The newest gap; absent: there was none. */
  readonly gap?: Gap;
  /** The replay job that X was asked for last. */
  readonly replay?: ReplayJob;
}

/**
 * How the public address takes a challenge: as it should, wrongly, or it cannot be reached from
 * here, which says nothing about X.
 */
export type AddressState = 'answers' | 'wrong' | 'unreachable';

/** What the watchdog barks at. */
export type Alarm = (typeof alarms)[number];

export const alarms = [
  'webhook-invalid',
  'webhook-gone',
  'not-subscribed',
  'silent',
  'deaf',
  'certificate',
  'address-wrong',
  'address-unreachable',
  'unchecked',
] as const;

/** Why something may not have been heard. */
export type GapCause = 'downtime' | 'webhook' | 'subscription' | 'silence' | 'command';

/** A time of which it is not certain that everything was heard. */
export interface Gap {
  readonly fromMs: number;
  readonly toMs: number;
  readonly cause: GapCause;
  /** `partly`: X has not everything of that time any more. */
  readonly state: 'healing' | 'healed' | 'partly';
  /** Events that were read of X's list so far. */
  readonly read: number;
  /** Of those, the ones that had not been heard. */
  readonly found: number;
  /** What brought them. */
  readonly by: readonly ('replay' | 'list')[];
  /** Until when it waits, for X's limits or because X cannot be reached. */
  readonly waitsUntilMs?: number;
  readonly endedAtMs?: number;
}

/** What X was asked to deliver once more. */
export interface ReplayJob {
  readonly id: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly state: 'running' | 'complete' | 'incomplete' | 'late';
}

/** A gap that nobody has begun with. */
export const openGap = (gap: Pick<Gap, 'cause' | 'fromMs' | 'toMs'>): Gap => ({
  ...gap,
  state: 'healing',
  read: 0,
  found: 0,
  by: [],
});

/** Whether X delivers the account's events, as far as is known. */
export const isSound = ({ subscribed, webhookValid }: Watch): boolean =>
  webhookValid !== false && subscribed !== false;
