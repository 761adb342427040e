import type { Proxy } from '../sandbox/stage/proxy.ts';
import type { ChaosJournal } from './journal.ts';
import type { ChaosOptions } from './options.ts';
import { pause } from './random.ts';
import type { Replicas } from './replicas.ts';
import type { Traffic } from './traffic.ts';

export interface FaultsParts {
  readonly replicas: Replicas;
  readonly balancer: Proxy;
  readonly journal: ChaosJournal;
  readonly random: () => number;
}

/** Longer than the leases of the replicas. */
const frozenMs = 7_000;

/** What goes wrong on our own side, beside what the neighbours do. */
export class Faults {
  readonly #parts: FaultsParts;
  #torn = 0;

  constructor(parts: FaultsParts) {
    this.#parts = parts;
  }

  /** Lets the traffic run while faults strike; resolves when both are through. */
  async during(
    traffic: Traffic,
    { events, kills }: ChaosOptions,
    say: (line: string) => void,
  ): Promise<void> {
    const state = { over: false };
    const running = traffic.run().finally(() => {
      state.over = true;
    });
    const striking = this.#strikes(kills);
    while (!state.over) {
      await Promise.race([running, pause(5_000)]);
      say(
        `${traffic.acknowledged} of about ${Math.round(events * 1.1)} acknowledged; ${this.summary()}`,
      );
    }
    await Promise.all([running, striking]);
  }

  summary(): string {
    const { journal, replicas } = this.#parts;
    return `${replicas.kills} kills, ${replicas.pauses} freezes, ${this.#torn} connections torn, ${journal.outages} outages of the journal`;
  }

  /** Every strike is a kill; with some of them comes more. */
  async #strikes(kills: number): Promise<void> {
    const { balancer, journal, random, replicas } = this.#parts;
    const freezes: Promise<void>[] = [];
    for (let strike = 1; strike <= kills; strike++) {
      await pause(100 + random() * 400);
      await replicas.kill(random);
      if (strike % 3 === 0) this.#torn += balancer.tear(0.5, random);
      if (strike % 4 === 0) this.#torn += journal.tear(0.5, random);
      if (strike % 5 === 0) freezes.push(replicas.freeze(random, frozenMs));
      if (strike % 10 === 0) await journal.fail(random);
    }
    await Promise.all(freezes);
  }
}
