import { counter, gauge, type Instrument } from './instrument.ts';

const lane = ['direction', 'account'] as const;

/** What has happened since the start of the process. */
export const counters = {
  accepted: counter(
    'twitter_connector.messages.accepted',
    '{message}',
    'Journalled. `what`: `message`; `echo`, something that the account wrote; `read`, a receipt of the customer.',
    [...lane, 'what'],
  ),
  repeated: counter(
    'twitter_connector.messages.repeated',
    '{message}',
    'Came again and changed nothing: X and CCM repeat what they are not sure of.',
    lane,
  ),
  delivered: counter(
    'twitter_connector.messages.delivered',
    '{message}',
    'Delivered. `in` also counts delivery reports and read receipts to the contact centre, `out` read receipts to X.',
    lane,
  ),
  held: counter(
    'twitter_connector.messages.held',
    '{attempt}',
    'Attempts in vain after which the message is tried again; `error.type` is our code.',
    [...lane, 'error.type'],
  ),
  buried: counter(
    'twitter_connector.messages.buried',
    '{message}',
    'Given up: dead letters that were made.',
    [...lane, 'error.type'],
  ),
  doubts: counter(
    'twitter_connector.doubts.settled',
    '{message}',
    'Messages to X of which it was not known whether they were sent. `by`: `echo`, `look-up`, `not-sent`.',
    ['by', 'account'],
  ),
  ignored: counter(
    'twitter_connector.events.ignored',
    '{event}',
    'Told by X or CCM and of no concern here; at most 40 types, then `other`.',
    ['from', 'type'],
  ),
  mediaBytes: counter(
    'twitter_connector.media.io',
    'By',
    'Bytes of files that have passed; long transfers are counted every five seconds.',
    lane,
  ),
  mediaTransfers: counter(
    'twitter_connector.media.transfers',
    '{transfer}',
    'Files that have passed as a whole.',
    lane,
  ),
  journalFailures: counter(
    'twitter_connector.journal.failures',
    '{commit}',
    'Commits of the journal that failed.',
  ),
  fenced: counter(
    'twitter_connector.settlements.fenced',
    '{settlement}',
    'Attempts that ended after their lease had passed to another process.',
  ),
  loadFailures: counter(
    'twitter_connector.channels.load.failures',
    '{attempt}',
    'Channels of a type that could not be loaded from CCM.',
    ['error.type'],
  ),
} as const satisfies Record<string, Instrument>;

const target = ['target'] as const;
const account = ['account'] as const;

/** `endpoint` alone is what Prometheus in Kubernetes calls the port that it scrapes. */
const budget = ['account', 'x_endpoint', 'window'] as const;

/** How things stand when it is asked. Those of the journal are the same from every replica. */
export const gauges = {
  waiting: gauge('twitter_connector.messages.waiting', '{message}', 'Messages in lanes.', target),
  lanes: gauge(
    'twitter_connector.lanes',
    '{lane}',
    'Conversations with waiting messages. `state`: `fresh`, never tried; `retrying`; `leased`, being delivered.',
    ['target', 'state'],
  ),
  oldestAge: gauge(
    'twitter_connector.messages.oldest.age',
    's',
    'How long ago the message was journalled that waits longest at the head of a lane; 0 when none waits.',
    target,
  ),
  deadLetters: gauge(
    'twitter_connector.dead_letters',
    '{message}',
    'Dead letters that nobody has dealt with.',
  ),
  gate: gauge(
    'twitter_connector.gate.in_trouble',
    '1',
    '1 while the target counts as in trouble (breaker open), as this process sees it.',
    target,
  ),
  journalFailing: gauge(
    'twitter_connector.journal.failing',
    '1',
    '1 from a commit that failed until one succeeds, and while a row that is written to try it out fails.',
  ),
  leftOut: gauge(
    'twitter_connector.accounts.left_out',
    '{account}',
    'Accounts of which the gauges by account tell nothing: those beyond the first 200 ids.',
  ),
  accountUsable: gauge(
    'twitter_connector.account.usable',
    '1',
    '0 when X refuses the credentials or the account took its access back.',
    account,
  ),
  lastEventAge: gauge(
    'twitter_connector.account.last_event.age',
    's',
    'Time since X told something about the account; absent until it does after a start.',
    account,
  ),
  webhookValid: gauge(
    'twitter_connector.account.webhook.valid',
    '1',
    "1 when X called the account's webhook valid the last time it was asked; absent until somebody asks.",
    account,
  ),
  budgetRemaining: gauge(
    'twitter_connector.rate_budget.remaining',
    '{call}',
    'Calls that X still allows in the window; absent when the window has ended.',
    budget,
  ),
  budgetLimit: gauge(
    'twitter_connector.rate_budget.limit',
    '{call}',
    'Calls that X allows in a window.',
    budget,
  ),
} as const satisfies Record<string, Instrument>;
