import type { Credentials } from '../accounts/account.ts';

/** A registration whose form has been checked. */
export interface Registration {
  readonly accountId: string;
  readonly credentials: Credentials;
  readonly webhookUrl: string;
  readonly environmentName: string;
}
