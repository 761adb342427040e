import type { Account } from './account.ts';

/** What an account can do on X beside texts and links. */
export type Capability =
  | 'quick-replies'
  | 'calls-to-action'
  | 'typing'
  | 'read-receipts'
  | 'media'
  | 'location';

/** All that X's API v1.1 can do, which is what every account uses. */
export function capabilitiesOf(_account: Account): readonly Capability[] {
  return ['quick-replies', 'calls-to-action', 'typing', 'read-receipts', 'media', 'location'];
}
