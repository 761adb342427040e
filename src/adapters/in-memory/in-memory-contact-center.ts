import type { Failure } from '../../domain/errors.ts';
import { cimIdOf } from '../../domain/messaging/cim-id.ts';
import type { ContactCenter } from '../../domain/messaging/contact-center.ts';
import type { CustomerMessage } from '../../domain/messaging/customer-message.ts';
import type { DeliveryReport } from '../../domain/messaging/delivery-report.ts';

/** A contact centre in memory, for tests. */
export class InMemoryContactCenter implements ContactCenter {
  readonly #messages = new Map<string, CustomerMessage>();
  readonly #reports = new Map<string, DeliveryReport>();
  readonly #typing: { readonly accountId: string; readonly customerId: string }[] = [];
  #failure: Failure | undefined;
  #takesAllTheSame = false;

  /** What it shows, each message once, in the order they came. */
  get messages(): readonly CustomerMessage[] {
    return [...this.#messages.values()];
  }

  /** What it was told about agents' messages, each report once, in the order they came. */
  get reports(): readonly DeliveryReport[] {
    return [...this.#reports.values()];
  }

  /** Whom it has shown typing, each time, in the order they came. */
  get typing(): readonly { readonly accountId: string; readonly customerId: string }[] {
    return [...this.#typing];
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

  async deliver(message: CustomerMessage): Promise<void> {
    const { accountId, eventId, part } = message;
    this.#take(this.#messages, cimIdOf(accountId, eventId, part), message);
  }

  async report(report: DeliveryReport): Promise<void> {
    this.#take(this.#reports, `${report.status} ${report.messageId}`, report);
  }

  async showTyping(accountId: string, customerId: string): Promise<void> {
    this.#meet(() => this.#typing.push({ accountId, customerId }));
  }

  #take<T>(into: Map<string, T>, id: string, item: T): void {
    this.#meet(() => {
      if (!into.has(id)) into.set(id, item);
    });
  }

  #meet(effect: () => void): void {
    if (this.#failure === undefined || this.#takesAllTheSame) effect();
    if (this.#failure !== undefined) throw this.#failure;
  }
}
