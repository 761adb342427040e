import { type Account, apisOf, type MessagesApi } from './account.ts';

/** What an account can do on X beside texts and links. */
export type Capability =
  | 'quick-replies'
  | 'calls-to-action'
  | 'typing'
  | 'read-receipts'
  | 'media'
  | 'location';

/** What direct messages can carry in each of X's APIs (X API v1.1 and v2, direct messages). */
const byApi: Readonly<Record<MessagesApi, readonly Capability[]>> = {
  'v1.1': ['quick-replies', 'calls-to-action', 'typing', 'read-receipts', 'media', 'location'],
  v2: ['media'],
};

export const capabilitiesOf = (account: Pick<Account, 'apis'>): readonly Capability[] =>
  byApi[apisOf(account).messages];
