import { createHash } from 'node:crypto';
import type { DeliveryReport } from '../../../domain/messaging/delivery-report.ts';

/** A version 8 UUID that a report has each time it is made. */
export function reportIdOf({ messageId, status }: DeliveryReport): string {
  const bytes = createHash('sha256').update(`${status} ${messageId}`).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
