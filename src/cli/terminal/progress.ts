import type { Terminal } from './terminal.ts';
import { clean } from './words.ts';

/** How much is done, in words. */
export type Measure = (amount: number) => string;

/** Bytes, e.g. `12.5 MB`. */
export function bytes(amount: number): string {
  if (amount < 1_000) return `${amount} B`;
  if (amount < 1_000_000) return `${(amount / 1_000).toFixed(1)} kB`;
  return `${(amount / 1_000_000).toFixed(1)} MB`;
}

/** Whole things. */
export const count: Measure = (amount) => String(amount);

const redrawMs = 100;
const lineMs = 5_000;
const barWidth = 30;

/**
 * Progress on standard error: a bar that is redrawn on a terminal, elsewhere a plain line every few
 * seconds. Without a total only the amount is told.
 */
export class Progress {
  readonly #terminal: Terminal;
  readonly #label: string;
  readonly #total: number | undefined;
  readonly #measure: Measure;
  readonly #bar: boolean;
  #shownAtMs: number;
  #drawn = false;

  constructor(terminal: Terminal, label: string, measure: Measure, total?: number) {
    this.#terminal = terminal;
    this.#label = clean(label);
    this.#measure = measure;
    this.#total = total;
    this.#bar = terminal.stderr.isTTY === true;
    this.#shownAtMs = this.#bar ? Number.NEGATIVE_INFINITY : terminal.now();
  }

  /** So much is done by now. */
  at(amount: number): void {
    const nowMs = this.#terminal.now();
    if (nowMs - this.#shownAtMs < (this.#bar ? redrawMs : lineMs)) return;
    this.#shownAtMs = nowMs;
    this.#show(amount);
  }

  /** It is over, well or not: leaves the last state on the terminal. */
  end(amount: number): void {
    if (!this.#bar) return;
    this.#show(amount);
    if (this.#drawn) this.#terminal.stderr.write('\n');
    this.#drawn = false;
  }

  #show(amount: number): void {
    const text = `${this.#label}  ${this.#told(amount)}`;
    this.#terminal.stderr.write(this.#bar ? `\r${text}\u001b[K` : `${text}\n`);
    this.#drawn = true;
  }

  #told(amount: number): string {
    const total = this.#total;
    if (total === undefined || total === 0) return this.#measure(amount);
    const share = Math.min(1, amount / total);
    const filled = Math.floor(share * barWidth);
    const percent = `${Math.floor(share * 100)}%`.padStart(4);
    const amounts = `${this.#measure(amount)} of ${this.#measure(total)}`;
    if (!this.#bar) return `${percent.trim()}, ${amounts}`;
    return `[${'#'.repeat(filled)}${'.'.repeat(barWidth - filled)}] ${percent}  ${amounts}`;
  }
}
