import type { Attributes, Counter, Histogram, Meter } from '@opentelemetry/api';
import { conversationIn } from '../../domain/messaging/lanes-of.ts';
import type { Observer, Occurrence } from '../../domain/observer.ts';
import { durations } from './conventional-instruments.ts';
import { counters } from './instruments.ts';
import { counterOf, each, histogramOf } from './meters.ts';

const typesMax = 40;

type Counters = Readonly<Record<keyof typeof counters, Counter>>;

type Counted = {
  readonly [K in Occurrence['kind']]: (occurrence: Extract<Occurrence, { kind: K }>) => void;
};

/** Counts what happens. Attributes are of few values each: accounts and codes, never customers. */
export class MeteringObserver implements Observer {
  readonly #counters: Counters;
  readonly #latency: Histogram;
  readonly #types = new Set<string>();
  readonly #counted: Counted;

  constructor(meter: Meter) {
    this.#counters = each(counters, (instrument) => counterOf(meter, instrument));
    this.#latency = histogramOf(meter, durations.latency);
    this.#counted = this.#countedBy(this.#counters);
    // Prometheus sees an increase only of what was there before.
    for (const rare of [this.#counters.journalFailures, this.#counters.fenced]) rare.add(0);
  }

  notice(occurrence: Occurrence): void {
    const count = this.#counted[occurrence.kind] as (occurrence: Occurrence) => void;
    count(occurrence);
  }

  #countedBy(by: Counters): Counted {
    return {
      accepted: ({ from, accountId, what, duplicate }) => {
        const about = { direction: from === 'x' ? 'in' : 'out', account: accountId };
        if (duplicate) by.repeated.add(1, about);
        else by.accepted.add(1, { ...about, what });
      },
      ignored: ({ from, type }) => by.ignored.add(1, { from, type: this.#bounded(type) }),
      delivered: ({ lane, waitedMs }) => {
        by.delivered.add(1, aboutLane(lane));
        this.#latency.record(waitedMs / 1_000, { direction: directionOf(lane) });
      },
      held: ({ lane, failure }) =>
        by.held.add(1, { ...aboutLane(lane), 'error.type': failure.code }),
      buried: ({ lane, failure }) =>
        by.buried.add(1, { ...aboutLane(lane), 'error.type': failure.code }),
      'doubt-settled': ({ lane, by: how }) =>
        by.doubts.add(1, { by: how, account: conversationIn(lane).accountId }),
      transfer: ({ accountId, direction, newBytes, state }) => {
        const about = { direction, account: accountId };
        by.mediaBytes.add(newBytes, about);
        if (state === 'ended') by.mediaTransfers.add(1, about);
      },
      'channels-not-loaded': ({ failure }) =>
        by.loadFailures.add(1, { 'error.type': failure.code }),
      'journal-failed': () => by.journalFailures.add(1),
      fenced: () => by.fenced.add(1),
      // How these stand is observed when somebody looks.
      target: () => {},
      account: () => {},
      gap: () => {},
      alarm: () => {},
      apis: () => {},
      'apis-unknown': () => {},
    };
  }

  /** Strangers choose the names of events. */
  #bounded(type: string): string {
    if (this.#types.size < typesMax) this.#types.add(type);
    return this.#types.has(type) ? type : 'other';
  }
}

const directionOf = (lane: string): 'in' | 'out' => (lane.startsWith('in/') ? 'in' : 'out');

const aboutLane = (lane: string): Attributes => ({
  direction: directionOf(lane),
  account: conversationIn(lane).accountId,
});
