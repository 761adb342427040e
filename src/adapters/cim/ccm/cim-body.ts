import type { StoredFile } from '../../../domain/media/file-store.ts';
import type { CustomerContent } from '../../../domain/messaging/customer-message.ts';
import type { DeliveryReport } from '../../../domain/messaging/delivery-report.ts';

/** The bodies that we send, with all the fields that CCM's object model has for them. */
export type CimBody =
  | { readonly type: 'PLAIN'; readonly markdownText: string }
  | {
      readonly type: 'IMAGE' | 'VIDEO';
      readonly markdownText: string;
      /** Agent desks show it below the file. */
      readonly caption: string;
      readonly attachment: CimAttachment;
      readonly additionalDetails: object;
    }
  | {
      readonly type: 'LOCATION';
      readonly markdownText: string;
      readonly location: { readonly latitude: number; readonly longitude: number };
      readonly additionalDetails: object;
    }
  | {
      readonly type: 'DELIVERYNOTIFICATION';
      readonly markdownText: string;
      readonly messageId: string;
      readonly status: DeliveryReport['status'];
      readonly reasonCode: string;
    }
  | {
      readonly type: 'NOTIFICATION';
      readonly markdownText: string;
      readonly notificationType: 'TYPING_STARTED';
      readonly notificationData: object;
    };

interface CimAttachment {
  readonly mediaUrl: string;
  readonly thumbnail: string;
  readonly mimeType: string;
  /** Bytes. */
  readonly size: number;
  readonly mediaLabel: string;
  readonly mediaName: string;
}

/** What a customer said, as a body. */
export function contentBody(content: CustomerContent): CimBody {
  switch (content.kind) {
    case 'text':
      return { type: 'PLAIN', markdownText: content.text };
    case 'image':
      return fileBody('IMAGE', content.file);
    case 'video':
      return fileBody('VIDEO', content.file);
    case 'location': {
      const { latitude, longitude } = content;
      const location = { latitude, longitude };
      return { type: 'LOCATION', markdownText: '', location, additionalDetails: {} };
    }
  }
}

const fileBody = (type: 'IMAGE' | 'VIDEO', file: StoredFile): CimBody => ({
  type,
  markdownText: '',
  caption: file.name,
  attachment: {
    mediaUrl: file.url,
    thumbnail: '',
    mimeType: file.contentType,
    size: file.sizeBytes,
    mediaLabel: file.name,
    mediaName: file.name,
  },
  additionalDetails: {},
});
