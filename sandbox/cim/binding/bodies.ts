import { BindError, type Kind } from './findings.ts';
import { COMMENT_ITEMS, NOTIFICATION_TYPES } from './names.ts';
import { attachment, button, contact, location, looseAttachment } from './parts.ts';
import { receiptFields, templateComponent, templateLanguage } from './parts.ts';
import { anything, integer, moment, oneOf, text } from './scalars.ts';
import { bean, listOf, map } from './shapes.ts';

interface Body {
  /** The class of the object model that takes the body. */
  readonly className: string;
  readonly kind: Kind;
}

const plain = { type: text, markdownText: text };
const structured = { ...plain, additionalDetails: anything };
const media = bean({ ...structured, caption: text, attachment });

const unreadable: Kind = (_value, path) => {
  throw new BindError('InvalidDefinitionException', `${path}: conflicting constructors`);
};

const url = bean({ ...structured, mediaUrl: text }, { required: { mediaUrl: 'NotBlank' } });

const buttons = bean({
  ...structured,
  buttons: listOf(button),
  buttonMessageType: oneOf('BUTTON', 'QUICK_REPLIES'),
});

const comment = bean(
  { ...plain, postId: text, attachment: looseAttachment, itemType: oneOf(...COMMENT_ITEMS) },
  { required: { postId: 'NotNull', itemType: 'NotNull' } },
);

const template = bean(
  {
    ...structured,
    namespace: text,
    name: text,
    language: templateLanguage,
    components: listOf(templateComponent),
  },
  { required: { namespace: 'NotBlank', name: 'NotBlank' } },
);

const email = bean({
  ...structured,
  subject: text,
  from: text,
  replyTo: listOf(text),
  receivingDate: integer,
  htmlBody: text,
  recipientsTo: listOf(text),
  recipientsCc: listOf(text),
  recipientsBcc: listOf(text),
  emailThreads: listOf(anything),
  attachments: listOf(looseAttachment),
});

const deliveryNotification = bean({
  ...plain,
  messageId: text,
  status: oneOf('DELIVERED', 'READ', 'CONNECTED', 'FAILED'),
  reasonCode: text,
});

const notification = bean({
  ...plain,
  notificationType: oneOf(...NOTIFICATION_TYPES),
  notificationData: map,
});

const voice = bean({ ...plain, callId: text, leg: text, reasonCode: text }, { open: true });

/** Every body type the object model names; the spelling decides. */
export const bodies: ReadonlyMap<string, Body> = new Map<string, Body>([
  ['PLAIN', { className: 'MessageBody', kind: bean(plain) }],
  ['IMAGE', { className: 'ImageMessage', kind: media }],
  ['VIDEO', { className: 'VideoMessage', kind: media }],
  ['AUDIO', { className: 'AudioMessage', kind: media }],
  ['FILE', { className: 'FileMessage', kind: media }],
  ['MULTIMEDIA', { className: 'MultimediaMessage', kind: unreadable }],
  [
    'STICKER',
    {
      className: 'StickerMessage',
      kind: bean({ ...structured, mediaUrl: text, stickerId: text }),
    },
  ],
  ['LOCATION', { className: 'LocationMessage', kind: bean({ ...structured, location }) }],
  [
    'CONTACT',
    { className: 'ContactMessage', kind: bean({ ...structured, contacts: listOf(contact) }) },
  ],
  ['URL', { className: 'UrlMessage', kind: url }],
  ['BUTTON', { className: 'ButtonMessage', kind: buttons }],
  ['CAROUSEL', { className: 'CarouselMessage', kind: unreadable }],
  ['StructuredMessage', { className: 'StructuredMessage', kind: bean(structured) }],
  ['COMMENT', { className: 'CommentMessage', kind: comment }],
  ['TEMPLATE', { className: 'TemplateMessage', kind: template }],
  [
    'WRAPUP',
    {
      className: 'WrapUpMessage',
      kind: bean({ ...plain, note: text, wrapups: listOf(anything) }),
    },
  ],
  ['ACTION', { className: 'ActionMessageBody', kind: bean({ ...plain, name: text, data: map }) }],
  [
    'RECEIPT',
    { className: 'ReceiptTemplateMessage', kind: bean({ ...structured, ...receiptFields }) },
  ],
  ['CUSTOM', { className: 'CustomMessage', kind: bean({ ...plain, jsonNode: anything }) }],
  ['EMAIL', { className: 'EmailMessage', kind: email }],
  ['VOICE', { className: 'VoiceMessage', kind: voice }],
  ['NOTIFICATION', { className: 'NotificationMessage', kind: notification }],
  ['DELIVERYNOTIFICATION', { className: 'DeliveryNotification', kind: deliveryNotification }],
  [
    'DELETEDNOTIFICATION',
    {
      className: 'DeletedNotification',
      kind: bean({ ...plain, messageId: text, timestamp: moment }),
    },
  ],
]);

/** The body of any other type, or of none: everything is kept, but a type should be there. */
export const genericBody: Body = {
  className: 'GenericMessage',
  kind: bean(plain, { open: true, required: { type: 'NotNull' } }),
};
