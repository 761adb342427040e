import { Failure, type FailureCode } from '../../domain/errors.ts';
import {
  type ContactCenterTrouble,
  contactCenterConformance,
} from '../../domain/messaging/contact-center.conformance.ts';
import type { CustomerContent } from '../../domain/messaging/customer-message.ts';
import { InMemoryContactCenter } from './in-memory-contact-center.ts';

const codes: Readonly<Record<ContactCenterTrouble, FailureCode>> = {
  away: 'unavailable',
  'answer-lost': 'unavailable',
  refusing: 'rejected',
  throttling: 'throttled',
};

function saidBy(content: CustomerContent): string {
  if (content.kind === 'text') return content.text;
  if (content.kind === 'location') return `LOCATION ${content.latitude} ${content.longitude}`;
  return `${content.kind.toUpperCase()} ${content.file.url}`;
}

contactCenterConformance('memory', async () => {
  const contactCenter = new InMemoryContactCenter();
  return {
    contactCenter,
    taken: async () => [
      ...contactCenter.messages.map(({ accountId, eventId, part, customer, content }) => ({
        id: `${accountId}/${eventId}/${part}`,
        customerId: customer.id,
        says: saidBy(content),
      })),
      ...contactCenter.reports.map(({ messageId, customerId, status, reasonCode, told }) => ({
        id: `${messageId}/${status}`,
        customerId,
        says: `${status} ${reasonCode} ${messageId} ${told}`.trim(),
      })),
      ...contactCenter.typing.map(({ customerId }, index) => ({
        id: `typing/${index}`,
        customerId,
        says: 'TYPING',
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
