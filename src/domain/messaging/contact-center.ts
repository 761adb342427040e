import type { CustomerMessage } from './customer-message.ts';
import type { DeliveryReport } from './delivery-report.ts';

/**
 * The contact centre. Delivering or reporting the same thing again has no further effect, since
 * it carries the same id each time.
 */
export interface ContactCenter {
  deliver(message: CustomerMessage): Promise<void>;
  report(report: DeliveryReport): Promise<void>;
  /** Shows for a few seconds that the customer is typing. */
  showTyping(accountId: string, customerId: string): Promise<void>;
}
