import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:http';
import type { ServiceError } from '@grpc/grpc-js';
import type { Container } from 'inversify';
import { type CimSandbox, startCimSandbox } from '../sandbox/cim/cim-sandbox.ts';
import { DEFAULT_APP, DEFAULT_BUSINESS } from '../sandbox/twitter/defaults.ts';
import { startTwitterSandbox, type TwitterSandbox } from '../sandbox/twitter/twitter-sandbox.ts';
import { detailsOf } from '../src/adapters/grpc/test-server.ts';
import { ErrorInfo } from '../src/adapters/grpc/generated/google/rpc/error_details.ts';
import { application } from '../src/adapters/http/app.ts';
import { challengeRoutes } from '../src/adapters/twitter/webhook/challenge-routes.ts';
import { TwitterWebhook } from '../src/adapters/twitter/webhook/twitter-webhook.ts';
import { controlServer } from '../src/app/bind-control.ts';
import { configurationFrom } from '../src/app/configuration.ts';
import { containerFor } from '../src/app/container.ts';
import { closed, listen } from '../src/app/http-server.ts';
import { openStorage } from '../src/app/storage.ts';
import { tokens } from '../src/app/tokens.ts';
import type { Occurrence } from '../src/domain/observer.ts';

/** The public names under which X finds the connector; nobody answers at others. */
const publicHosts = ['connector.example', 'elsewhere.example'];

/** The keys of the sandbox's business, as the control API takes them. */
export const keys = {
  apiKey: DEFAULT_APP.consumerKey,
  apiKeySecret: DEFAULT_APP.consumerSecret,
  accessToken: DEFAULT_BUSINESS.accessToken,
  accessTokenSecret: DEFAULT_BUSINESS.accessTokenSecret,
};

export const business = DEFAULT_BUSINESS.id;
export const webhookUrl = `https://connector.example/webhook/twitter/${business}`;

/**
 * The control API on a real port, over the whole connector as it is wired, a journal on disk, a
 * local X and a local contact centre. It can be restarted.
 */
export class AdministrationRig {
  /** Everything that was noticed, and all that was not foreseen. */
  readonly noticed: Occurrence[] = [];
  readonly reported: unknown[] = [];
  readonly #folder = mkdtempSync(join(tmpdir(), 'administration-'));
  #parts: { x: TwitterSandbox; cim: CimSandbox; container: Container } | undefined;
  #stop = async () => {};
  #port = 0;
  #webPort = 0;

  get port(): number {
    return this.#port;
  }

  get x(): TwitterSandbox['control'] {
    return this.#parts!.x.control;
  }

  /** The connector as it is wired. */
  get container(): Container {
    return this.#parts!.container;
  }

  get ccmUrl(): string {
    return this.#parts!.cim.ccmUrl;
  }

  async start(): Promise<void> {
    const x = this.#parts?.x ?? (await startTwitterSandbox());
    const cim = this.#parts?.cim ?? (await startCimSandbox());
    const container = await this.#container(x, cim);
    this.#parts = { x, cim, container };
    const report = (unforeseen: unknown) => void this.reported.push(unforeseen);
    const web = createServer(application([challengeRoutes(this.webhook())], report));
    this.#webPort = await listen(web, 0);
    const grpc = controlServer(container, report);
    await container.get(tokens.lanes).start();
    this.#port = (await grpc.start(this.#port)).port;
    this.#route();
    this.#stop = async () => {
      await grpc.stop();
      await closed(web);
      await container.get(tokens.lanes).stop();
      for (const client of [tokens.twitter, tokens.ccm, tokens.customerMedia, tokens.files]) {
        await container.get<{ close(): Promise<void> }>(client).close();
      }
      await container.get(tokens.storage).close();
    };
  }

  /** What X calls. */
  webhook(): TwitterWebhook {
    return new TwitterWebhook(this.container.get(tokens.accounts), (events) =>
      this.container.get(tokens.receiveAccountEvents).execute(events),
    );
  }

  /** As a stop of the process and a start. */
  async restart(): Promise<void> {
    await this.#stop();
    await this.start();
  }

  /** Nothing on X and no account here. */
  async reset(): Promise<void> {
    await this.x.reset();
    this.#route();
    const accounts = this.container.get(tokens.accounts);
    for (const { id } of accounts.all()) await accounts.remove(id);
  }

  async close(): Promise<void> {
    await this.#stop();
    await this.#parts?.x.close();
    await this.#parts?.cim.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #route(): void {
    for (const host of publicHosts) this.x.route(host, `http://127.0.0.1:${this.#webPort}`);
  }

  async #container(x: TwitterSandbox, cim: CimSandbox): Promise<Container> {
    const configuration = configurationFrom({
      CCM_URL: cim.ccmUrl,
      FILE_ENGINE_URL: cim.fileEngineUrl,
      TWITTER_API_URL: x.url,
      TWITTER_UPLOAD_URL: x.url,
      TWITTER_TIMEOUT_MS: '2000',
      JOURNAL_URL: `sqlite:${join(this.#folder, 'journal.db')}`,
    });
    const notice = (occurrence: Occurrence) => void this.noticed.push(occurrence);
    const storage = await openStorage(configuration, () => {});
    return containerFor(configuration, { notice }, storage);
  }
}

/** What the end of a call advises. */
export function adviceOf(error: ServiceError): string {
  const infos = detailsOf(error).details.filter(({ typeUrl }) => typeUrl.endsWith('.ErrorInfo'));
  return infos.map(({ value }) => ErrorInfo.decode(value).metadata['advice'] ?? '').join();
}
