import { VALUE_TYPES } from './names.ts';
import { anything, flag, integer, moment, oneOf, text } from './scalars.ts';
import { bean, listOf, map } from './shapes.ts';

const sender = bean(
  { id: text, type: text, senderName: text, additionalDetail: anything },
  { required: { id: 'NotBlank', type: 'NotNull' } },
);

const attribute = bean({ key: text, type: oneOf(...VALUE_TYPES), value: anything });

const channelData = bean(
  {
    channelCustomerIdentifier: text,
    serviceIdentifier: text,
    requestPriority: integer,
    customerFirstName: text,
    customerLastName: text,
    additionalAttributes: listOf(attribute),
  },
  { required: { channelCustomerIdentifier: 'NotBlank', serviceIdentifier: 'NotBlank' } },
);

const customer = bean(
  {
    _id: text,
    firstName: text,
    phoneNumber: listOf(text),
    isAnonymous: flag,
    __v: integer,
  },
  { open: true },
);

/** The message header of the CIM object model. */
export const header = bean({
  sender,
  channelData,
  language: bean({}),
  timestamp: moment,
  securityInfo: bean({}),
  stamps: listOf(text),
  intent: text,
  entities: map,
  channelSessionId: text,
  conversationId: text,
  customer,
  originalMessageId: text,
  providerMessageId: text,
  roomId: text,
  schedulingMetaData: map,
});
