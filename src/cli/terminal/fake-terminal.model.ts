import { PassThrough } from 'node:stream';
import type { Terminal } from './terminal.ts';

/** A terminal whose both ends are in the test. */
export class FakeTerminal implements Terminal {
  readonly stdin: PassThrough & { isTTY?: boolean };
  readonly stdout: PassThrough & { isTTY?: boolean };
  readonly stderr: PassThrough & { isTTY?: boolean };
  readonly environment: Record<string, string>;
  readonly stopping = new AbortController();
  readonly signal = this.stopping.signal;
  /** How long each pause was to be, in milliseconds; none takes any time unless `patient`. */
  readonly pauses: number[] = [];
  /** Pauses then end only with their signal. */
  patient = false;
  nowMs = Date.parse('2026-03-01T12:00:00Z');
  #out = '';
  #err = '';

  constructor(isTTY = false, environment: Record<string, string> = {}) {
    this.environment = environment;
    const stream = () => Object.assign(new PassThrough(), { isTTY });
    this.stdin = stream();
    this.stdout = stream();
    this.stderr = stream();
    this.stdout.on('data', (chunk: Buffer) => (this.#out += chunk.toString()));
    this.stderr.on('data', (chunk: Buffer) => (this.#err += chunk.toString()));
  }

  /** Everything on standard output. */
  get out(): string {
    return this.#out;
  }

  /** Everything on standard error. */
  get err(): string {
    return this.#err;
  }

  /** The JSON values on standard output. */
  get values(): readonly unknown[] {
    return this.#out
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as unknown);
  }

  readonly now = (): number => this.nowMs;

  readonly pause = async (ms: number, signal: AbortSignal): Promise<void> => {
    this.pauses.push(ms);
    if (this.patient && !signal.aborted) {
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    }
  };

  /** Resolves when `stream` has said something that fits. */
  async until(stream: 'out' | 'err', wanted: RegExp): Promise<void> {
    const from = stream === 'out' ? this.stdout : this.stderr;
    while (!wanted.test(this[stream])) await new Promise((resolve) => from.once('data', resolve));
  }

  /** Somebody types this when they have been asked. */
  async types(text: string, asked: RegExp): Promise<void> {
    await this.until('err', asked);
    this.stdin.write(text);
  }
}
