import type { DeliveryReport } from './delivery-report.ts';
import type { DirectMessage } from './direct-message.ts';

/**
 * The contact centre. Delivering or reporting the same thing again has no further effect, since
 * it carries the same id each time.
 */
export interface ContactCenter {
  deliver(message: DirectMessage): Promise<void>;
  report(report: DeliveryReport): Promise<void>;
}
