import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CimSandbox, startCimSandbox } from '../../sandbox/cim/cim-sandbox.ts';
import { call } from '../../sandbox/stage/call.ts';
import { ConnectorProcess } from '../../sandbox/stage/connector-process.ts';
import { startTwitterSandbox, type TwitterSandbox } from '../../sandbox/twitter/twitter-sandbox.ts';
import { attributes } from '../consumer/as-ccm/configurations.ts';
import { accountId } from '../people.ts';

/** The connector as it is shipped, between the two sandboxes. */
export class ConnectorRig {
  readonly x: TwitterSandbox;
  readonly cim: CimSandbox;
  readonly #connector: ConnectorProcess;
  readonly #folder: string;

  private constructor(
    parts: { readonly x: TwitterSandbox; readonly cim: CimSandbox },
    environment: Readonly<Record<string, string>>,
  ) {
    this.x = parts.x;
    this.cim = parts.cim;
    this.#folder = mkdtempSync(join(tmpdir(), 'contract-'));
    this.#connector = new ConnectorProcess({
      CCM_URL: this.cim.ccmUrl,
      FILE_ENGINE_URL: this.cim.fileEngineUrl,
      TWITTER_API_URL: this.x.url,
      TWITTER_UPLOAD_URL: this.x.url,
      TWITTER_MEDIA_HOSTS: new URL(this.x.url).host,
      JOURNAL_URL: `sqlite:${join(this.#folder, 'journal.db')}`,
      LOG_LEVEL: 'info',
      ...environment,
    });
  }

  /** Starts with these settings beside the addresses, between the same sandboxes as another one. */
  static async start(
    environment: Readonly<Record<string, string>> = {},
    beside?: ConnectorRig,
  ): Promise<ConnectorRig> {
    const x = beside?.x ?? (await startTwitterSandbox());
    const cim = beside?.cim ?? (await startCimSandbox());
    const rig = new ConnectorRig({ x, cim }, environment);
    await rig.#connector.start();
    return rig;
  }

  get url(): string {
    return this.#connector.url;
  }

  /** CCM pushes the keys of the account; `query` presents a token where one is asked for. */
  async configure(query = ''): Promise<void> {
    const { status } = await call('POST', `${this.url}/connector-configurations${query}`, {
      serviceIdentifier: accountId,
      connectorConfigurations: Object.entries(attributes).map(([key, value]) => ({ key, value })),
    });
    if (status !== 200) throw new Error(`the configuration was answered with ${status}`);
  }

  /** Lets no file grow any more, as on a disk that is full. */
  fillDisk(): void {
    const { error, status } = spawnSync('prlimit', [`--pid=${this.#connector.pid}`, '--fsize=0:']);
    if (status !== 0) throw error ?? new Error('the limit cannot be set');
  }

  /** Asks the sandbox of CCM and the File Engine. */
  async cimControl(method: string, path: string, body?: unknown) {
    return (await call(method, `${this.cim.ccmUrl}/sandbox/${path}`, body)).body as unknown;
  }

  async close(): Promise<void> {
    await this.#connector.kill();
    await Promise.all([this.x.close(), this.cim.close()]);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
