type Four = readonly [number, number, number, number];

/** What a commit has found: when the first lane in each state is due, null where there is none. */
export interface Found {
  readonly target: string;
  readonly dues: readonly (number | null)[];
}

/** A transaction may come to light so long after the time that it wrote. */
const slackMs = 2_000;

/** So often everything is looked at, in case a clock was set back or a transaction took longer. */
const wholeEveryMs = 10_000;

/** Where that takes long, it may take so large a part of the time. */
const wholePart = 1 / 50;

const none: Four = [0, 0, 0, 0];

/** What is known of one target. */
interface Known {
  floors: Four;
  /** When everything is to be looked at again. */
  wholeAtMs: number;
  /** Since when that is going on. */
  wholeSinceMs: number | undefined;
}

/**
 * Below which time no lane of a target is due, for each of its four states, as earlier commits have
 * shown. It keeps the search for due lanes from wading through the dead rows of all that were due
 * before, which stay for as long as some forgotten transaction may want to see them.
 */
export class Floors {
  readonly #known = new Map<string, Known>();

  of(target: string): Four {
    const nowMs = performance.now();
    const known = this.#of(target);
    const isWhole = nowMs >= known.wholeAtMs;
    known.wholeSinceMs = isWhole ? nowMs : undefined;
    if (!isWhole) return known.floors;
    known.wholeAtMs = nowMs + wholeEveryMs;
    return none;
  }

  /** Whatever is written after a time is due after it, and a lease ends a whole lease after it. */
  learn(nowMs: number, leaseMs: number, found: readonly Found[]): void {
    for (const { target, dues } of found) {
      const floor = (state: number): number => {
        const nextMs = state >= 2 ? nowMs + leaseMs : nowMs;
        return Math.max(0, Math.min(nextMs, dues[state] ?? nextMs) - slackMs);
      };
      const known = this.#of(target);
      known.floors = [floor(0), floor(1), floor(2), floor(3)];
      if (known.wholeSinceMs === undefined) continue;
      known.wholeAtMs += (performance.now() - known.wholeSinceMs) / wholePart;
      known.wholeSinceMs = undefined;
    }
  }

  #of(target: string): Known {
    let known = this.#known.get(target);
    if (known === undefined) {
      known = { floors: none, wholeAtMs: 0, wholeSinceMs: undefined };
      this.#known.set(target, known);
    }
    return known;
  }
}
