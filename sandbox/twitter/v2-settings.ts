/** The shapes in which X has answered a new subscription of the X Activity API. */
export const SUBSCRIPTION_ANSWERS = ['list', 'flat', 'nested'] as const;

/** How API v2 behaves. */
export interface V2Settings {
  /** How many webhooks one app may have. */
  readonly webhooksMax: number;
  /** How many accounts one app may subscribe to Account Activity. */
  readonly accountsMax: number;
  /** How many subscriptions of the X Activity API one app may have. */
  readonly activitySubscriptionsMax: number;
  readonly activityAnswer: (typeof SUBSCRIPTION_ANSWERS)[number];
  /** How long an OAuth 2.0 access token of a user is valid. */
  readonly accessLifeSecs: number;
}

/** X's behaviour towards an app that pays by use. */
export const DEFAULT_V2_SETTINGS: V2Settings = {
  webhooksMax: 1,
  accountsMax: 3,
  activitySubscriptionsMax: 1500,
  activityAnswer: 'flat',
  accessLifeSecs: 7200,
};
