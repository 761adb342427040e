import type { Account, Credentials, MessagesApi } from '../../../../domain/accounts/account.ts';
import type { FailureCode } from '../../../../domain/errors.ts';
import { TwitterClient } from '../client/twitter-client.ts';

/** What suites need of a sandbox of X. */
export interface Sandbox {
  readonly url: string;
  readonly control: {
    addFault(rule: {
      readonly path: string;
      readonly times: number;
      readonly when: 'before' | 'after';
      readonly code?: number | undefined;
      readonly status?: number;
      readonly body?: unknown;
      readonly tear?: boolean;
      readonly headers?: Readonly<Record<string, string>>;
    }): void;
  };
  close(): Promise<void>;
}

/** An account of the sandbox as we keep it. */
export function accountOf(
  app: Pick<Credentials, 'consumerKey' | 'consumerSecret'>,
  owner: Pick<Credentials, 'accessToken' | 'accessTokenSecret'> & { readonly id: string },
): Account {
  const { consumerKey, consumerSecret } = app;
  const { id, accessToken, accessTokenSecret } = owner;
  const credentials = { consumerKey, consumerSecret, accessToken, accessTokenSecret };
  return { id, state: 'active', credentials };
}

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
  'media-refused': 325,
  'not-found': 50,
  unauthorized: 89,
  throttled: 88,
  unavailable: 130,
};

const problemOf = (status: number, detail: string, type = 'about:blank') => ({
  status,
  body: { type, title: 'Refused', detail, status },
});

/** How API v2 says the same. */
const v2Problems: Partial<Record<FailureCode, ReturnType<typeof problemOf>>> = {
  rejected: problemOf(400, 'One or more parameters to your request was invalid.'),
  'recipient-closed': problemOf(403, 'You do not have permission to DM one or more participants.'),
  'media-refused': problemOf(403, 'You are not permitted to attach this media to a DM event.'),
  'not-found': problemOf(404, 'No user', 'https://api.twitter.com/2/problems/resource-not-found'),
  unauthorized: problemOf(401, 'Unauthorized'),
  throttled: problemOf(429, 'Too Many Requests'),
  unavailable: problemOf(503, 'Service Unavailable'),
};

/** A sandbox of X, our client for it, and the ways in which suites arrange its faults. */
export interface SandboxedTwitter<S extends Sandbox> {
  readonly sandbox: S;
  readonly client: TwitterClient;
  refuseNext(code: FailureCode, retryAtMs?: number): Promise<void>;
  tearNext(how: { readonly taken: boolean }): Promise<void>;
  close(): Promise<void>;
}

/** Our client towards a sandbox that is running; closing it closes both. Faults are of this API. */
export function sandboxedTwitter<S extends Sandbox>(
  sandbox: S,
  api: MessagesApi = 'v1.1',
): SandboxedTwitter<S> {
  const client = new TwitterClient({ baseUrl: sandbox.url, timeoutMs: 2_000 });
  const next = { path: api === 'v2' ? '/2/' : '/1.1/', times: 1 };
  return {
    sandbox,
    client,
    async refuseNext(code, retryAtMs) {
      const headers = {
        'x-rate-limit-remaining': '0',
        'x-rate-limit-reset': String((retryAtMs ?? 0) / 1_000),
      };
      const announced = retryAtMs === undefined ? {} : { headers };
      const refusal = api === 'v2' ? v2Problems[code] : { code: xCodes[code] };
      sandbox.control.addFault({ ...next, when: 'before', ...refusal, ...announced });
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
