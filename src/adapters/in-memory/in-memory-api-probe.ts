import type { Apis, Credentials } from '../../domain/accounts/account.ts';
import type { ApiProbe } from '../../domain/accounts/api-probe.ts';
import { Failure } from '../../domain/errors.ts';
import { Troubles } from './troubles.ts';

/** An X in memory that lets its apps use some of its APIs, for tests; it can be told to fail. */
export class InMemoryApiProbe implements ApiProbe {
  readonly troubles = new Troubles();
  /** What X lets each app use, by consumer key; another app is nobody's. */
  readonly open = new Map<string, { messages: Apis['messages'][]; events: Apis['events'][] }>();
  /** Whom it was asked about. */
  readonly probed: string[] = [];

  async probe({ id, credentials }: { readonly id: string; readonly credentials: Credentials }) {
    this.probed.push(id);
    return this.troubles.meet('unavailable', (): Apis => {
      const app = this.open.get(credentials.consumerKey);
      const isSigned = credentials.accessToken !== '';
      const messages = app?.messages.find((api) => isSigned || api !== 'v1.1');
      const events = app?.events.find((api) => isSigned || api !== 'v1.1');
      if (messages !== undefined && events !== undefined) return { messages, events };
      throw new Failure('unauthorized', 'X lets the app use none of its APIs');
    });
  }
}
