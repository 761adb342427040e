import { startTwitterSandbox, type TwitterSandbox } from '../../../../sandbox/twitter/twitter-sandbox.ts';
import { DEFAULT_APP, DEFAULT_BUSINESS } from '../../../../sandbox/twitter/defaults.ts';
import type { Account, Credentials } from '../../../domain/accounts/account.ts';
import type { FailureCode } from '../../../domain/errors.ts';
import { TwitterClient } from './twitter-client.ts';

/** The account that the sandbox knows. */
export const account: Account = {
  id: DEFAULT_BUSINESS.id,
  state: 'active',
  credentials: {
    consumerKey: DEFAULT_APP.consumerKey,
    consumerSecret: DEFAULT_APP.consumerSecret,
    accessToken: DEFAULT_BUSINESS.accessToken,
    accessTokenSecret: DEFAULT_BUSINESS.accessTokenSecret,
  },
};

/** Credentials of nobody. */
export const unknown: Credentials = {
  consumerKey: 'unknown',
  consumerSecret: 'unknown',
  accessToken: 'unknown',
  accessTokenSecret: 'unknown',
};

const xCodes: Partial<Record<FailureCode, number>> = {
  rejected: 354,
  'recipient-closed': 349,
  'not-found': 50,
  unauthorized: 89,
  throttled: 88,
  unavailable: 130,
};

/** A sandbox of X, our client for it, and the ways in which suites arrange its faults. */
export interface SandboxedTwitter {
  readonly sandbox: TwitterSandbox;
  readonly client: TwitterClient;
  refuseNext(code: FailureCode, retryAtMs?: number): Promise<void>;
  tearNext(how: { readonly taken: boolean }): Promise<void>;
  close(): Promise<void>;
}

/** Starts a sandbox; `routes` leads public host names of webhooks to local programs. */
export async function sandboxedTwitter(
  routes: Readonly<Record<string, string>> = {},
): Promise<SandboxedTwitter> {
  const sandbox = await startTwitterSandbox({ routes, settings: { echo: 'off' } });
  const client = new TwitterClient({ baseUrl: sandbox.url, timeoutMs: 2_000 });
  const next = { path: '/1.1/', times: 1 };
  return {
    sandbox,
    client,
    async refuseNext(code, retryAtMs) {
      const reset = retryAtMs && {
        headers: {
          'x-rate-limit-remaining': '0',
          'x-rate-limit-reset': String(retryAtMs / 1_000),
        },
      };
      sandbox.control.addFault({ ...next, when: 'before', code: xCodes[code], ...reset });
    },
    async tearNext({ taken }) {
      sandbox.control.addFault({ ...next, when: taken ? 'after' : 'before', tear: true });
    },
    async close() {
      await client.close();
      await sandbox.close();
    },
  };
}
