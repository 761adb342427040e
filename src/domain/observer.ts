import type { AccountState } from './accounts/account.ts';
import type { Failure } from './errors.ts';

/**
 * Something that operators may want to know. Ids and codes only: never a text, never a secret.
 */
export type Occurrence =
  | { readonly kind: 'accepted'; readonly from: 'x' | 'cim'; readonly duplicate: boolean }
  | { readonly kind: 'ignored'; readonly from: 'x' | 'cim'; readonly type: string }
  | { readonly kind: 'delivered'; readonly lane: string; readonly waitedMs: number }
  | {
      readonly kind: 'held';
      readonly lane: string;
      readonly failure: Failure;
      readonly tries: number;
      readonly dueAtMs: number;
    }
  | { readonly kind: 'buried'; readonly lane: string; readonly failure: Failure }
  | {
      readonly kind: 'doubt-settled';
      readonly lane: string;
      readonly by: 'echo' | 'look-up' | 'not-sent';
    }
  | {
      readonly kind: 'target';
      readonly target: string;
      readonly state: 'reachable' | 'in-trouble';
      readonly failure?: Failure;
    }
  | {
      readonly kind: 'account';
      readonly accountId: string;
      readonly state: AccountState | 'added' | 'changed' | 'differs';
    }
  | {
      readonly kind: 'channels-not-loaded';
      readonly channelTypeId: string;
      readonly failure: Failure;
    }
  | { readonly kind: 'journal-failed'; readonly reason: string }
  | { readonly kind: 'fenced'; readonly lane: string };

/** Who writes down what happens: logs, metrics. Never throws and never waits. */
export interface Observer {
  notice(occurrence: Occurrence): void;
}
