import type { ContactCenter } from '../../../domain/messaging/contact-center.ts';
import type { DeliveryReport } from '../../../domain/messaging/delivery-report.ts';
import type { DirectMessage } from '../../../domain/messaging/direct-message.ts';
import type { CcmClient } from './ccm-client.ts';
import type { SenderType } from './cim-header.ts';
import { messageOf, reportOf } from './cim-message.ts';

export interface CcmContactCenterOptions {
  /** Where CCM takes messages, below its base. */
  readonly messagePath: string;
  /** Who speaks of a FAILED message; the connector unless told. */
  readonly reportFailedAs?: SenderType;
}

/** The contact centre behind CCM's message receiver. */
export class CcmContactCenter implements ContactCenter {
  readonly #client: CcmClient;
  readonly #messagePath: string;
  readonly #reportFailedAs: SenderType;

  constructor(client: CcmClient, options: CcmContactCenterOptions) {
    this.#client = client;
    this.#messagePath = options.messagePath;
    this.#reportFailedAs = options.reportFailedAs ?? 'CONNECTOR';
  }

  async deliver(message: DirectMessage): Promise<void> {
    const { name = '', screenName = '' } = message.customer;
    const said = [message.text, name, screenName];
    await this.#client.post(this.#messagePath, messageOf(message), said);
  }

  async report(report: DeliveryReport): Promise<void> {
    await this.#client.post(this.#messagePath, reportOf(report, this.#reportFailedAs), []);
  }
}
