import type { Account } from '../accounts/account.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { SetAccountState } from '../accounts/set-account-state.ts';
import type { Clock } from '../delivery/clock.ts';
import type { Deliverer, Step } from '../delivery/deliverer.ts';
import type { Arrival, Head, LedgerEntry } from '../delivery/lane.ts';
import { Failure } from '../errors.ts';
import type { AgentMessage } from './agent-message.ts';
import { delivered, failed } from './delivery-report.ts';
import { type DirectMessages, directMessageTextMax } from './direct-messages.ts';
import type { FindSent } from './find-sent.ts';
import { fingerprint } from './fingerprint.ts';
import { splitText } from './split-text.ts';

export interface SendToCustomerParts {
  readonly directMessages: DirectMessages;
  readonly findSent: FindSent;
  readonly accounts: Accounts;
  readonly setAccountState: SetAccountState;
  readonly clock: Clock;
  readonly ageMaxMs: number;
}

/**
 * Sends agents' messages to customers, a long text in several direct messages, one an attempt;
 * `progress` counts the parts that are out. A part in doubt is looked for before it is sent again.
 */
export class SendToCustomer implements Deliverer {
  readonly ageMaxMs: number;
  readonly #parts: SendToCustomerParts;

  constructor(parts: SendToCustomerParts) {
    this.#parts = parts;
    this.ageMaxMs = parts.ageMaxMs;
  }

  async execute(head: Head): Promise<Step> {
    const message = JSON.parse(head.body) as AgentMessage;
    const { content } = message;
    if (content.kind === 'unsupported') throw new Failure('unsupported', content.type);
    const account = this.#accountOf(message);
    const texts = splitText(content.text, directMessageTextMax);
    const part = Number(head.progress);
    const text = texts[part] ?? '';
    if (head.doubtSinceMs > 0) {
      const found = await this.#parts.findSent.execute(account, message, text, head);
      if (found === 'not-sent') return { kind: 'advanced', progress: head.progress };
      if ('againAtMs' in found) return { kind: 'wait', untilMs: found.againAtMs };
      return this.#sent(message, part, texts.length, entryOf(message, text, found));
    }
    const sent = await this.#send(account, message, text);
    return this.#sent(message, part, texts.length, entryOf(message, text, sent));
  }

  buried(head: Head, failure: Failure): readonly Arrival[] {
    const message = JSON.parse(head.body) as AgentMessage;
    return [failed(message, failure, this.#parts.clock.now())];
  }

  #accountOf({ accountId }: AgentMessage): Account {
    const account = this.#parts.accounts.find(accountId);
    if (account === undefined) throw new Failure('not-found', `account ${accountId} was removed`);
    if (account.state === 'revoked') throw new Failure('unauthorized', 'access was revoked');
    return account;
  }

  async #send(account: Account, message: AgentMessage, text: string) {
    try {
      const { customerId } = message;
      const sent = await this.#parts.directMessages.send({ account, customerId, text });
      await this.#parts.setAccountState.execute(account, 'active');
      return sent;
    } catch (thrown) {
      if (thrown instanceof Failure && thrown.code === 'unauthorized') {
        await this.#parts.setAccountState.execute(account, 'unauthorized');
      }
      throw thrown;
    }
  }

  #sent(message: AgentMessage, part: number, parts: number, entry: LedgerEntry): Step {
    if (part + 1 < parts) return { kind: 'advanced', progress: String(part + 1), entry };
    const report = delivered(message, entry.eventId, this.#parts.clock.now());
    return { kind: 'done', follow: [report], entry };
  }
}

function entryOf(
  message: AgentMessage,
  text: string,
  sent: { readonly eventId: string; readonly sentAtMs: number },
): LedgerEntry {
  const { accountId, customerId, id: cimId } = message;
  const { eventId, sentAtMs } = sent;
  return { accountId, customerId, eventId, cimId, fingerprint: fingerprint(text), sentAtMs };
}
