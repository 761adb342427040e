import { PARAMETER_TYPES } from './names.ts';
import { anything, decimal, flag, integer, oneOf, text } from './scalars.ts';
import { bean, listOf } from './shapes.ts';

const attachmentFields = {
  mediaUrl: text,
  thumbnail: text,
  mimeType: text,
  size: integer,
  mediaLabel: text,
  mediaName: text,
};

/** The attachment of an IMAGE, VIDEO, AUDIO or FILE: it must say where its media is. */
export const attachment = bean(attachmentFields, { required: { mediaUrl: 'NotBlank' } });

/** The attachment of a COMMENT or an EMAIL, which the model does not validate. */
export const looseAttachment = bean(attachmentFields);

/** One button of a BUTTON. */
export const button = bean(
  { title: text, payload: text, type: text, additionalButtonDetails: anything },
  { required: { title: 'NotBlank', payload: 'NotBlank', type: 'NotBlank' } },
);

/** One card of a CONTACT. */
export const contact = bean({
  name: bean({ formattedName: text, additionalNameDetails: anything }),
  phones: listOf(bean({ phone: text, additionalPhoneDetails: anything })),
  additionalContactDetails: anything,
});

/** The place of a LOCATION; missing coordinates are read as zero. */
export const location = bean({ latitude: decimal, longitude: decimal });

/** The language of a TEMPLATE. */
export const templateLanguage = bean(
  { code: text, policy: text },
  { required: { code: 'NotBlank', policy: 'NotBlank' } },
);

/** One component of a TEMPLATE. */
export const templateComponent = bean({
  type: oneOf('header', 'body', 'button'),
  additionalComponentDetails: anything,
  parameters: listOf(
    bean({ parameterType: oneOf(...PARAMETER_TYPES), additionalParameterDetails: anything }),
  ),
});

/** The fields of a RECEIPT. */
export const receiptFields = {
  sharable: flag,
  recipientName: text,
  merchantName: text,
  orderNumber: text,
  currency: text,
  paymentMethode: text,
  timestamp: text,
  elements: listOf(
    bean({
      title: text,
      subtitle: text,
      quantity: integer,
      price: integer,
      currency: text,
      imageUrl: text,
    }),
  ),
  address: bean({
    street1: text,
    street2: text,
    city: text,
    postalCode: text,
    state: text,
    country: text,
  }),
  summary: bean({
    subtotal: decimal,
    shippingCost: decimal,
    totalTax: decimal,
    totalCost: decimal,
  }),
  adjustments: listOf(bean({ name: text, amount: decimal })),
  templateType: text,
};
