import { once } from 'node:events';
import { Interrupted } from '../exit-codes.ts';
import { type Column, fieldsOf, tableOf } from './table.ts';
import type { Terminal } from './terminal.ts';
import { clean, type Paint, paintFor } from './words.ts';

/** A list as it is shown: for people a table, for programs one JSON value a line. */
export interface Listing<T> {
  readonly columns: readonly Column<T>[];
  readonly json: (item: T) => unknown;
  /** Said to people when there is nothing. */
  readonly none: string;
}

/** What a command says: results on standard output, everything else on standard error. */
export class Output {
  readonly json: boolean;
  readonly paint: Paint;
  readonly #terminal: Terminal;

  constructor(terminal: Terminal, json: boolean) {
    this.json = json;
    this.#terminal = terminal;
    this.paint = paintFor(terminal.stdout, terminal.environment);
  }

  /** A line of the result. Resolves when there is room for the next one. */
  async line(text: string): Promise<void> {
    if (this.#terminal.signal.aborted) throw new Interrupted();
    if (this.#terminal.stdout.write(`${text}\n`)) return;
    const { signal } = this.#terminal;
    await once(this.#terminal.stdout, 'drain', { signal }).catch(() => undefined);
  }

  /** A value on a line of its own. */
  value(value: unknown): Promise<void> {
    return this.line(jsonLine(value));
  }

  /** A result that is one sentence for people and one value for programs. */
  result(sentence: string, value: unknown): Promise<void> {
    return this.json ? this.value(value) : this.line(clean(sentence));
  }

  /** One thing with its fields. */
  async thing(
    fields: Readonly<Record<string, string | readonly string[]>>,
    value: unknown,
  ): Promise<void> {
    if (this.json) return this.value(value);
    for (const line of fieldsOf(fields, this.paint)) await this.line(line);
  }

  /** Programs get each item as it comes; people get a table when all are there. */
  async list<T>(items: AsyncIterable<T> | Iterable<T>, listing: Listing<T>): Promise<void> {
    const rows: T[] = [];
    for await (const item of items) {
      if (this.json) await this.value(listing.json(item));
      else rows.push(item);
    }
    if (this.json) return;
    if (rows.length === 0) return this.note(listing.none);
    for (const line of tableOf(listing.columns, rows, this.paint)) await this.line(line);
  }

  /** A line for people beside the result. */
  note(text: string): void {
    this.#terminal.stderr.write(`${clean(text)}\n`);
  }
}

/** JSON on one line, without anything that steers a terminal. */
function jsonLine(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
