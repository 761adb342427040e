import type { Clock } from '../../../domain/delivery/clock.ts';
import type { ContactCenter } from '../../../domain/messaging/contact-center.ts';
import type { CustomerMessage } from '../../../domain/messaging/customer-message.ts';
import type { DeliveryReport } from '../../../domain/messaging/delivery-report.ts';
import type { CcmClient } from './ccm-client.ts';
import type { SenderType } from './cim-header.ts';
import { messageOf, reportOf, typingOf } from './cim-message.ts';

export interface CcmContactCenterOptions {
  /** Where CCM takes messages, below its base. */
  readonly messagePath: string;
  readonly clock: Pick<Clock, 'now'>;
  /** Who speaks of a FAILED message; the connector unless told. */
  readonly reportFailedAs?: SenderType;
}

/** The contact centre behind CCM's message receiver. */
export class CcmContactCenter implements ContactCenter {
  readonly #client: CcmClient;
  readonly #messagePath: string;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #reportFailedAs: SenderType;

  constructor(client: CcmClient, options: CcmContactCenterOptions) {
    this.#client = client;
    this.#messagePath = options.messagePath;
    this.#clock = options.clock;
    this.#reportFailedAs = options.reportFailedAs ?? 'CONNECTOR';
  }

  async deliver(message: CustomerMessage): Promise<void> {
    await this.#client.post(this.#messagePath, messageOf(message), saidIn(message));
  }

  async report(report: DeliveryReport): Promise<void> {
    await this.#client.post(this.#messagePath, reportOf(report, this.#reportFailedAs), []);
  }

  async showTyping(accountId: string, customerId: string): Promise<void> {
    const typing = typingOf(accountId, customerId, this.#clock.now());
    await this.#client.post(this.#messagePath, typing, []);
  }
}

/** What CCM's words about a message must not bring into a log. */
function saidIn({ customer: { name = '', screenName = '' }, content }: CustomerMessage): string[] {
  const said = [name, screenName];
  if (content.kind === 'text') return [...said, content.text, content.choice ?? ''];
  if (content.kind === 'location') return [...said, `${content.latitude} ${content.longitude}`];
  return [...said, content.file.name];
}
