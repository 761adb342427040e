import { EventEmitter } from 'node:events';
import { unary } from '../adapters/grpc/calls.ts';
import type { Account } from '../adapters/grpc/generated/twitter_connector/v1/account.ts';
import type {
  DeadLetter,
  TargetStatistics,
} from '../adapters/grpc/generated/twitter_connector/v1/delivery.ts';
import type { Change, Message } from '../adapters/grpc/generated/twitter_connector/v1/messaging.ts';
import type {
  RegistrationStep,
  Webhook,
} from '../adapters/grpc/generated/twitter_connector/v1/subscription.ts';

/** What a canned service knows: only what the test put into it. */
export class CannedWorld {
  accounts: Account[] = [];
  webhooks: Webhook[] = [];
  subscribed: string[] = [];
  without: string[] = [];
  provisioned = 15;
  steps: RegistrationStep[] = [];
  deadLetters: DeadLetter[] = [];
  /** So many of them are on a page. */
  lettersPage = 2;
  messages: Message[] = [];
  targets: TargetStatistics[] = [];
  readonly changes: Change[] = [];
  readonly files = new Map<string, Buffer>();
  /** What was asked, as `[method, request]`. */
  readonly asked: [string, object][] = [];
  /** What each method fails with. */
  readonly failing = new Map<string, Error>();
  /** Methods that never answer. */
  readonly hanging = new Set<string>();
  readonly news = new EventEmitter().setMaxListeners(0);

  /** Something happens to a message. */
  happens(change: Change): void {
    this.changes.push(change);
    this.news.emit('news');
  }

  /** Notes a call, and fails as the test wants it. */
  note(method: string, request: object): void {
    this.asked.push([method, request]);
    const failure = this.failing.get(method);
    if (failure !== undefined) throw failure;
  }

  /** Never resolves for a method that never answers. */
  async answering(method: string): Promise<void> {
    if (this.hanging.has(method)) await new Promise(() => {});
  }

  /** The requests of a method, in their order. */
  requests(method: string): readonly object[] {
    return this.asked.filter(([name]) => name === method).map(([, request]) => request);
  }

  /** A call that answers once. */
  answers<Q extends object, A>(method: string, handle: (request: Q) => A) {
    const answer = async (request: Q) => {
      this.note(method, request);
      await this.answering(method);
      return handle(request);
    };
    return unary(answer, () => {});
  }
}
