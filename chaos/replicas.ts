import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConnectorProcess } from '../sandbox/stage/connector-process.ts';
import { pause } from './random.ts';

const shiftedClock = fileURLToPath(new URL('shifted-clock.mjs', import.meta.url));

/** How wrong the clocks of the replicas are, in milliseconds: the first is right. */
const clockShiftsMs = [0, 45_000, -45_000];

/** The processes that share a journal. */
export class Replicas {
  readonly all: readonly ConnectorProcess[];
  readonly #busy = new Set<ConnectorProcess>();
  kills = 0;
  pauses = 0;

  constructor(count: number, environment: Readonly<Record<string, string>>) {
    this.all = Array.from({ length: count }, (_, index) => {
      const shiftMs = clockShiftsMs[index % clockShiftsMs.length] ?? 0;
      return new ConnectorProcess({
        ...environment,
        ...(shiftMs !== 0 && {
          NODE_OPTIONS: `--import ${shiftedClock}`,
          CLOCK_SHIFT_MS: String(shiftMs),
        }),
      });
    });
  }

  /** `host:port` of each; one that is down refuses. */
  get targets(): readonly string[] {
    return this.all.map(({ url }) => new URL(url).host);
  }

  /** Where one of them offers the control API. */
  get controlAddress(): string {
    return this.all[0]?.control ?? '';
  }

  async start(): Promise<void> {
    for (const replica of this.all) await this.#started(replica);
  }

  /** Kills one with SIGKILL, and starts it again after a while. */
  async kill(random: () => number): Promise<void> {
    await this.#with(random, async (replica) => {
      await replica.kill();
      this.kills++;
      await pause(random() * 500);
      await this.#started(replica);
    });
  }

  /** Stops one in the middle of whatever it does, for so long, and lets it go on. */
  async freeze(random: () => number, ms: number): Promise<void> {
    await this.#with(random, async (replica) => {
      replica.pause();
      this.pauses++;
      await pause(ms);
      replica.resume();
    });
  }

  /** Writes down what each has logged; answers the folder. */
  writeLogs(): string {
    const folder = mkdtempSync(join(tmpdir(), 'chaos-logs-'));
    for (const [index, { output }] of this.all.entries()) {
      writeFileSync(join(folder, `replica-${index}.log`), output);
    }
    return folder;
  }

  async stop(): Promise<void> {
    await Promise.all(this.all.map((replica) => replica.stop()));
  }

  async #with(random: () => number, work: (replica: ConnectorProcess) => Promise<void>) {
    const replica = await this.#idle(random);
    this.#busy.add(replica);
    try {
      await work(replica);
    } finally {
      this.#busy.delete(replica);
    }
  }

  /** One that nothing happens to just now, as soon as there is one. */
  async #idle(random: () => number): Promise<ConnectorProcess> {
    for (;;) {
      const idle = this.all.filter((replica) => !this.#busy.has(replica));
      const replica = idle[Math.floor(random() * idle.length)];
      if (replica !== undefined) return replica;
      await pause(20);
    }
  }

  /** Again and again: the journal may be away just now. */
  async #started(replica: ConnectorProcess): Promise<void> {
    for (let tries = 0; ; tries++) {
      try {
        return await replica.start();
      } catch (thrown) {
        if (tries >= 60) throw thrown;
        await pause(500);
      }
    }
  }
}
