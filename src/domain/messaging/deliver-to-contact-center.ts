import type { Deliverer, Step } from '../delivery/deliverer.ts';
import type { Arrival, Head } from '../delivery/lane.ts';
import type { ContactCenter } from './contact-center.ts';
import type { ForContactCenter } from './lanes-of.ts';

/** Brings customers' messages and delivery reports to the contact centre. */
export class DeliverToContactCenter implements Deliverer {
  readonly ageMaxMs: number;
  readonly #contactCenter: ContactCenter;

  constructor(contactCenter: ContactCenter, ageMaxMs: number) {
    this.#contactCenter = contactCenter;
    this.ageMaxMs = ageMaxMs;
  }

  async execute(head: Head): Promise<Step> {
    const item = JSON.parse(head.body) as ForContactCenter;
    if (item.kind === 'message') await this.#contactCenter.deliver(item.message);
    else await this.#contactCenter.report(item.report);
    return { kind: 'done' };
  }

  /** There is nobody else to tell: the dead letter and the log are for the operator. */
  buried(): readonly Arrival[] {
    return [];
  }
}
