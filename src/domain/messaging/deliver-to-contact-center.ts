import type { Accounts } from '../accounts/accounts.ts';
import type { Clock } from '../delivery/clock.ts';
import type { Deliverer, Step } from '../delivery/deliverer.ts';
import type { Arrival, Head } from '../delivery/lane.ts';
import type { Ledger } from '../delivery/ledger.ts';
import { Failure, failureOf } from '../errors.ts';
import type { StoredFile } from '../media/file-store.ts';
import type { KeepAttachment } from '../media/keep-attachment.ts';
import { isOfContactCenter, type Option } from './agent-message.ts';
import { chosen } from './choice.ts';
import type { ContactCenter } from './contact-center.ts';
import type { CustomerContent } from './customer-message.ts';
import { type CustomerPart, customerParts, placeholder } from './customer-parts.ts';
import type { Attachment, DirectMessage } from './direct-message.ts';
import type { ForContactCenter, ReadByCustomer } from './lanes-of.ts';
import { isNotice } from './notice.ts';

export interface DeliverToContactCenterParts {
  readonly contactCenter: ContactCenter;
  readonly keepAttachment: KeepAttachment;
  readonly accounts: Accounts;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly ageMaxMs: number;
  /** How long a file that cannot be fetched or stored may hold its conversation. */
  readonly attachmentPatienceMs: number;
  /** Hears when a customer wrote, once that was delivered; epoch milliseconds. */
  readonly wrote?: (accountId: string, customerId: string, atMs: number) => void;
}

/**
 * Brings customers' messages and delivery reports to the contact centre, part by part. `progress`
 * says which part is next and, once its file is stored, where it is.
 */
export class DeliverToContactCenter implements Deliverer {
  readonly ageMaxMs: number;
  readonly #parts: DeliverToContactCenterParts;

  constructor(parts: DeliverToContactCenterParts) {
    this.#parts = parts;
    this.ageMaxMs = parts.ageMaxMs;
  }

  async execute(head: Head): Promise<Step> {
    const item = JSON.parse(head.body) as ForContactCenter;
    if (item.kind === 'message') return this.#deliver(item.message, head);
    if (item.kind === 'report') await this.#parts.contactCenter.report(item.report);
    else await this.#reportRead(item.read);
    return { kind: 'done' };
  }

  /** There is nobody else to tell: the dead letter and the log are for the operator. */
  buried(): readonly Arrival[] {
    return [];
  }

  async #deliver(message: DirectMessage, head: Head): Promise<Step> {
    const { next, file } = progressIn(head);
    const parts = customerParts(message);
    const part = parts[next];
    if (part === undefined) return { kind: 'done' };
    const content = await this.#contentOf(part, message, head, file);
    if ('stored' in content) {
      return { kind: 'advanced', progress: JSON.stringify({ next, file: content.stored }) };
    }
    const { eventId, accountId, customer, sentAtMs, initiatedVia } = message;
    const about = { eventId, accountId, customer, sentAtMs, ...(initiatedVia && { initiatedVia }) };
    const shown = { ...about, part: next, content };
    await this.#parts.contactCenter.deliver(shown);
    if (!isNotice(eventId)) this.#parts.wrote?.(accountId, customer.id, sentAtMs);
    if (next + 1 === parts.length) return { kind: 'done' };
    return { kind: 'advanced', progress: JSON.stringify({ next: next + 1 }) };
  }

  async #contentOf(
    part: CustomerPart,
    message: DirectMessage,
    head: Head,
    file: StoredFile | undefined,
  ): Promise<CustomerContent | { readonly stored: StoredFile }> {
    if (part.kind === 'text') return this.#textOf(part.text, message);
    const { attachment } = part;
    if (attachment.kind === 'location') return attachment;
    if (!('urls' in attachment)) {
      return { kind: 'text', text: placeholder(attachment, 'it has no known form') };
    }
    if (file !== undefined) return { kind: shownAs(file, attachment), file };
    return this.#stored(attachment, message, head);
  }

  /** A tapped quick reply says what it stands for; so does a typed number or label of a menu. */
  async #textOf(text: string, message: DirectMessage): Promise<CustomerContent> {
    const { accountId, choice, customer, sentAtMs } = message;
    if (choice !== undefined) return { kind: 'text', text, ...(choice !== '' && { choice }) };
    const newest = await this.#parts.ledger.newest(accountId, customer.id, sentAtMs);
    if (newest?.menu === undefined) return { kind: 'text', text };
    const option = chosen(JSON.parse(newest.menu) as readonly Option[], text);
    if (option === undefined) return { kind: 'text', text };
    return { kind: 'text', text: option.label, choice: option.payload };
  }

  async #stored(
    attachment: Extract<Attachment, { readonly urls: readonly string[] }>,
    { accountId, customer, eventId }: DirectMessage,
    head: Head,
  ): Promise<CustomerContent | { readonly stored: StoredFile }> {
    const account = this.#parts.accounts.find(accountId);
    try {
      if (account === undefined) throw new Failure('not-found', `no account ${accountId}`);
      const part = progressIn(head).next;
      const attached = { ...attachment, eventId, part, customerId: customer.id };
      return { stored: await this.#parts.keepAttachment.execute(account, attached) };
    } catch (thrown) {
      const failure = failureOf(thrown);
      if (failure.rule.retry !== 'never' && !this.#isOutOfPatience(head)) throw elsewhere(failure);
      return { kind: 'text', text: placeholder(attachment, reasons[failure.code] ?? 'it failed') };
    }
  }

  #isOutOfPatience({ failedSinceMs }: Head): boolean {
    const { attachmentPatienceMs, clock } = this.#parts;
    return failedSinceMs > 0 && clock.now() - failedSinceMs > attachmentPatienceMs;
  }

  async #reportRead({ accountId, customerId, upToMs, atMs }: ReadByCustomer): Promise<void> {
    const newest = await this.#parts.ledger.newest(accountId, customerId, upToMs);
    if (newest === undefined || !isOfContactCenter(newest.cimId)) return;
    const { cimId: messageId } = newest;
    const read = { messageId, accountId, customerId, status: 'READ', told: '' } as const;
    await this.#parts.contactCenter.report({ ...read, reasonCode: '200', atMs });
  }
}

/** What the file is, and not what it was called, where its type tells. */
function shownAs({ contentType }: StoredFile, { kind }: Attachment): 'image' | 'video' {
  if (contentType.startsWith('image/')) return 'image';
  return kind === 'photo' && !contentType.startsWith('video/') ? 'image' : 'video';
}

/** Trouble with a file, or with X, is no trouble of the contact centre. */
const elsewhere = ({ detail, retryAtMs }: Failure): Failure =>
  new Failure('media-unavailable', detail, retryAtMs);

const reasons: Partial<Record<Failure['code'], string>> = {
  'not-found': 'it is no longer there',
  'media-gone': 'X does not say where it is',
  'too-large': 'it is too large',
  rejected: 'it was refused',
  unsupported: 'it is another kind of file',
  unauthorized: 'X does not let us see it',
  'media-unavailable': 'it could not be transferred',
};

function progressIn({ progress }: Head): { next: number; file?: StoredFile } {
  return progress === '' ? { next: 0 } : (JSON.parse(progress) as { next: number });
}
