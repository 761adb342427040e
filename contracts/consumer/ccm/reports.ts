import {
  CcmContactCenter,
  type CcmContactCenterOptions,
} from '../../../src/adapters/cim/ccm/ccm-contact-center.ts';
import type { DeliveryReport } from '../../../src/domain/messaging/delivery-report.ts';
import type { Contract } from '../contract.ts';
import { accountId, customerId, eventId, sentAtMs } from '../../people.ts';
import { withCcm } from './client.ts';
import { anyId, header, messagePath, received } from './expected.ts';

/** The id that an agent's message has in the contact centre. */
const agentMessageId = '1a2c042f-3d4e-4f7a-9f60-2f0c0a9d7b11';

const report = (more: Partial<DeliveryReport>): DeliveryReport => ({
  messageId: agentMessageId,
  accountId,
  customerId,
  status: 'DELIVERED',
  reasonCode: '200',
  told: '',
  atMs: sentAtMs,
  ...more,
});

const body = (status: string, reasonCode: string, markdownText = '') => ({
  type: 'DELIVERYNOTIFICATION',
  markdownText,
  messageId: agentMessageId,
  status,
  reasonCode,
});

const told = 'The customer does not accept direct messages from this account.';

const contactCenter = (
  url: string,
  act: (center: CcmContactCenter) => Promise<void>,
  reportFailedAs: CcmContactCenterOptions['reportFailedAs'] = 'CONNECTOR',
) =>
  withCcm(url, (client) =>
    act(
      new CcmContactCenter(client, { messagePath, clock: { now: () => sentAtMs }, reportFailedAs }),
    ),
  );

/** What became of agents' messages, and that a customer is typing. */
export function reports(contract: Contract): void {
  contract.test(
    'is told that a message was delivered',
    received({
      id: 'ccbd1602-9aa0-8fc2-aee8-533f238ddb46',
      header: header({}, { providerMessageId: eventId }),
      body: body('DELIVERED', '200'),
    }),
    (url) => contactCenter(url, (center) => center.report(report({ eventId }))),
  );

  contract.test(
    'is told that a message was read',
    received({
      id: 'ce5f4a38-25ff-81b7-b1be-9fd2d6d84cd5',
      header: header({}, { providerMessageId: eventId }),
      body: body('READ', '200'),
    }),
    (url) => contactCenter(url, (center) => center.report(report({ status: 'READ', eventId }))),
  );

  const failed = report({ status: 'FAILED', reasonCode: '400', told });
  const failure = (sender: object) => ({
    id: '4198da6c-b062-816e-87c1-4ebebe31afb3',
    header: { ...header(), sender: { ...header().sender, ...sender } },
    body: body('FAILED', '400', told),
  });
  contract.test('is told why a message failed', received(failure({})), (url) =>
    contactCenter(url, (center) => center.report(failed)),
  );
  contract.test(
    'is told of a failure by the system, where desks listen to nobody else',
    received(failure({ type: 'SYSTEM' })),
    (url) => contactCenter(url, (center) => center.report(failed), 'SYSTEM'),
  );

  contract.test(
    'shows that a customer is typing',
    received({
      id: anyId,
      header: header(),
      body: {
        type: 'NOTIFICATION',
        markdownText: '',
        notificationType: 'TYPING_STARTED',
        notificationData: {},
      },
    }),
    (url) => contactCenter(url, (center) => center.showTyping(accountId, customerId)),
  );
}
