import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CimSandbox, startCimSandbox } from '../cim/cim-sandbox.ts';
import { DEFAULT_APP, DEFAULT_BUSINESS } from '../twitter/defaults.ts';
import {
  startTwitterSandbox,
  type TwitterSandbox,
  type TwitterSandboxOptions,
} from '../twitter/twitter-sandbox.ts';
import { type Answer, call } from './call.ts';
import { ConnectorProcess } from './connector-process.ts';

/** The public name under which X knows the connector; the sandbox finds the process behind it. */
export const publicHost = 'connector.example';

export interface StageOptions {
  /** Settings of the connector beside the addresses. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly x?: Omit<TwitterSandboxOptions, 'routes'>;
  /** Keeps only the short form of what the contact centre got; for many messages. */
  readonly compact?: boolean;
  /** How to start the connector, when not from this checkout. */
  readonly command?: readonly string[];
}

/** X, CCM and the File Engine, and what people do there. */
export interface Neighbours {
  readonly x: TwitterSandbox;
  readonly cim: CimSandbox;
  /** A customer of the sandbox writes to the business. */
  customerWrites(customerId: string, text: string): Promise<Answer>;
  /** An agent writes to a customer; answers what the connector answered to CCM. */
  agentWrites(customerId: string, text: string, more?: object): Promise<Answer>;
}

/** The neighbours and the connector between them, all on this machine. */
export interface Stage extends Neighbours {
  readonly connector: ConnectorProcess;
  /** What an administrator sends for a new account; `changes` replace or add fields. */
  register(changes?: Readonly<Record<string, unknown>>): Promise<Answer>;
  close(): Promise<void>;
}

/** Sets the stage and starts the connector. */
export async function setStage(options: StageOptions = {}): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'twitter-connector-'));
  const x = await startTwitterSandbox(options.x ?? {});
  const cim = await startCimSandbox({ keepBodies: options.compact !== true });
  const environment = {
    CCM_URL: cim.ccmUrl,
    FILE_ENGINE_URL: cim.fileEngineUrl,
    TWITTER_API_URL: x.url,
    TWITTER_UPLOAD_URL: x.url,
    TWITTER_MEDIA_HOSTS: new URL(x.url).host,
    JOURNAL_URL: `sqlite:${join(folder, 'journal.db')}`,
    ...options.environment,
  };
  const connector = new ConnectorProcess(environment, options.command);
  await connector.start();
  const neighbours = await introduce(x, cim, connector.url);
  return {
    ...neighbours,
    connector,
    register: (changes) =>
      call('POST', `${connector.url}/webhook/twitter/register-and-subscribe`, {
        ...registration,
        ...changes,
      }),
    close: async () => {
      await connector.stop();
      await Promise.all([x.close(), cim.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Tells X and the contact centre where the connector is. */
export async function introduce(
  x: TwitterSandbox,
  cim: CimSandbox,
  connectorUrl: string,
): Promise<Neighbours> {
  await call('POST', `${x.url}/sandbox/routes`, { host: publicHost, target: connectorUrl });
  await call('POST', `${cim.ccmUrl}/sandbox/channels`, {
    serviceIdentifier: DEFAULT_BUSINESS.id,
    providerWebhook: connectorUrl,
    attributes: {},
  });
  return {
    x,
    cim,
    customerWrites: (customerId, text) =>
      call('POST', `${x.url}/sandbox/users/${customerId}/messages`, {
        to: DEFAULT_BUSINESS.id,
        text,
      }),
    agentWrites: (customer, text, more) =>
      call('POST', `${cim.ccmUrl}/sandbox/agent`, {
        serviceIdentifier: DEFAULT_BUSINESS.id,
        customer,
        text,
        ...more,
      }),
  };
}

/** The body of register-and-subscribe for the business of the sandbox. */
export const registration = {
  'API-KEY': DEFAULT_APP.consumerKey,
  'API-KEY-SECRET': DEFAULT_APP.consumerSecret,
  'ACCESS-TOKEN': DEFAULT_BUSINESS.accessToken,
  'ACCESS-TOKEN-SECRET': DEFAULT_BUSINESS.accessTokenSecret,
  'WEBHOOK-URL': `https://${publicHost}/twitter-connector/webhook/twitter/${DEFAULT_BUSINESS.id}`,
  'ENVIRONMENT-NAME': DEFAULT_APP.environment,
} as const;
