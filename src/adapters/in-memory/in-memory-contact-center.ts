import type { Failure } from '../../domain/errors.ts';
import { cimIdOf } from '../../domain/messaging/cim-id.ts';
import type { ContactCenter } from '../../domain/messaging/contact-center.ts';
import type { DeliveryReport } from '../../domain/messaging/delivery-report.ts';
import type { DirectMessage } from '../../domain/messaging/direct-message.ts';

/** A contact centre in memory, for tests. */
export class InMemoryContactCenter implements ContactCenter {
  readonly #messages = new Map<string, DirectMessage>();
  readonly #reports = new Map<string, DeliveryReport>();
  #failure: Failure | undefined;
  #takesAllTheSame = false;

  /** What it shows, each message once, in the order they came. */
  get messages(): readonly DirectMessage[] {
    return [...this.#messages.values()];
  }

  /** What it was told about agents' messages, each report once, in the order they came. */
  get reports(): readonly DeliveryReport[] {
    return [...this.#reports.values()];
  }

  /** Fails everything from now on. `answer-lost`: what fails has taken effect all the same. */
  fail(failure: Failure, how: 'refused' | 'answer-lost' = 'refused'): void {
    this.#failure = failure;
    this.#takesAllTheSame = how === 'answer-lost';
  }

  /** Ends what {@link fail} began. */
  recover(): void {
    this.#failure = undefined;
  }

  async deliver(message: DirectMessage): Promise<void> {
    this.#take(this.#messages, cimIdOf(message.accountId, message.eventId, 0), message);
  }

  async report(report: DeliveryReport): Promise<void> {
    this.#take(this.#reports, `${report.status} ${report.messageId}`, report);
  }

  #take<T>(into: Map<string, T>, id: string, item: T): void {
    const isTaken = this.#failure === undefined || this.#takesAllTheSame;
    if (isTaken && !into.has(id)) into.set(id, item);
    if (this.#failure !== undefined) throw this.#failure;
  }
}
