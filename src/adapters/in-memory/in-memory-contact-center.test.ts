import { Failure, type FailureCode } from '../../domain/errors.ts';
import {
  type ContactCenterTrouble,
  contactCenterConformance,
} from '../../domain/messaging/contact-center.conformance.ts';
import { InMemoryContactCenter } from './in-memory-contact-center.ts';

const codes: Readonly<Record<ContactCenterTrouble, FailureCode>> = {
  away: 'unavailable',
  'answer-lost': 'unavailable',
  refusing: 'rejected',
  throttling: 'throttled',
};

contactCenterConformance('memory', async () => {
  const contactCenter = new InMemoryContactCenter();
  return {
    contactCenter,
    taken: async () => [
      ...contactCenter.messages.map(({ accountId, eventId, customer, text }) => ({
        id: `${accountId}/${eventId}`,
        customerId: customer.id,
        says: text,
      })),
      ...contactCenter.reports.map(({ messageId, customerId, status, reasonCode, told }) => ({
        id: `${messageId}/${status}`,
        customerId,
        says: `${status} ${reasonCode} ${messageId} ${told}`.trim(),
      })),
    ],
    trouble: async (kind) => {
      if (kind === 'none') return contactCenter.recover();
      const how = kind === 'answer-lost' ? kind : 'refused';
      contactCenter.fail(new Failure(codes[kind], 'as told', 1_718_000_030_000), how);
    },
    close: async () => {},
  };
});
