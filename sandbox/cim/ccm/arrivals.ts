import type { Binding } from '../binding/bind.ts';

/** One message as it arrived; `json` is its full text, where bodies are kept. */
export interface Arrival {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly serviceIdentifier: string;
  readonly customer: string;
  /** The CIM id; null when the message said so. */
  readonly id: string | null;
  /** The body type; empty without a body. */
  readonly type: string;
  readonly text: string;
  readonly providerMessageId: string | null;
  /** The same CIM id came before. */
  readonly repeated?: true;
  /** No channel has this service identifier. */
  readonly unknownChannel?: true;
  /** Fields outside the object model. */
  readonly unknownFields?: readonly string[];
  readonly json?: string;
}

/** Which arrivals are asked for; an absent criterion matches all. */
export interface Criteria {
  readonly customer?: string | undefined;
  /** Arrived at this epoch millisecond or later. */
  readonly since?: number | undefined;
  readonly type?: string | undefined;
}

const REFUSALS_KEPT = 20;

/** Everything connectors delivered, in arrival order; repeats are kept and counted. */
export class Arrivals {
  #arrivals: Arrival[] = [];
  #ids = new Set<string>();
  #byType = new Map<string, number>();
  #counts = { repeats: 0, refused: 0, withUnknownFields: 0, onUnknownChannels: 0 };
  #lastRefusals: { at: number; message: string }[] = [];
  readonly #listeners = new Set<(arrival: Arrival) => void>();

  /** Keeps a message that was read, and tells the listeners. */
  add(arrival: Omit<Arrival, 'repeated'>): void {
    const repeated = arrival.id !== null && this.#ids.has(arrival.id);
    const kept: Arrival = repeated ? { ...arrival, repeated } : arrival;
    if (kept.id !== null) this.#ids.add(kept.id);
    if (repeated) this.#counts.repeats += 1;
    if (kept.unknownFields !== undefined) this.#counts.withUnknownFields += 1;
    if (kept.unknownChannel === true) this.#counts.onUnknownChannels += 1;
    this.#byType.set(kept.type, (this.#byType.get(kept.type) ?? 0) + 1);
    this.#arrivals.push(kept);
    for (const listener of this.#listeners) listener(kept);
  }

  /** Counts a message that was not read. */
  refuse(message: string): void {
    this.#counts.refused += 1;
    this.#lastRefusals.push({ at: Date.now(), message });
    if (this.#lastRefusals.length > REFUSALS_KEPT) this.#lastRefusals.shift();
  }

  find({ customer, since, type }: Criteria): Arrival[] {
    return this.#arrivals.filter(
      (each) =>
        (customer === undefined || each.customer === customer) &&
        (since === undefined || each.at >= since) &&
        (type === undefined || each.type === type),
    );
  }

  summary(): Record<string, unknown> {
    return {
      received: this.#arrivals.length,
      distinctIds: this.#ids.size,
      ...this.#counts,
      byType: Object.fromEntries(this.#byType),
      lastRefusals: this.#lastRefusals,
    };
  }

  /** Calls the listener for every further arrival, until the answered function is called. */
  listen(listener: (arrival: Arrival) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  clear(): void {
    this.#arrivals = [];
    this.#ids = new Set();
    this.#byType = new Map();
    this.#counts = { repeats: 0, refused: 0, withUnknownFields: 0, onUnknownChannels: 0 };
    this.#lastRefusals = [];
  }
}

/** An arrival as it is shown: with the message itself, where it was kept. */
export function shown({ json, ...arrival }: Arrival): Record<string, unknown> {
  return json === undefined ? arrival : { ...arrival, message: JSON.parse(json) as unknown };
}

/** Why a bound message is refused, in Spring's words; undefined when it is not. */
export function refusalOf(binding: Binding): string | undefined {
  if (!binding.accepted) return `JSON parse error: ${binding.error}: ${binding.reason}`;
  if (binding.violations.length === 0) return undefined;
  return `Validation failed: ${binding.violations.join(', ')}`;
}
