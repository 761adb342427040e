import type { AccountState, Apis } from './accounts/account.ts';
import type { Failure } from './errors.ts';
import type { Alarm, GapCause } from './watch/watch.ts';

/**
 * Something that operators may want to know. Ids and codes only: never a text, never a secret.
 */
export type Occurrence =
  | {
      readonly kind: 'accepted';
      readonly from: 'x' | 'cim' | 'api';
      readonly accountId: string;
      /** An echo is what the account itself wrote; a read receipt is the customer's. */
      readonly what: 'message' | 'echo' | 'read';
      readonly duplicate: boolean;
    }
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
  /** Which of X's APIs an account uses from here on. */
  | { readonly kind: 'apis'; readonly accountId: string; readonly apis: Apis }
  | { readonly kind: 'apis-unknown'; readonly accountId: string; readonly failure: Failure }
  | {
      readonly kind: 'channels-not-loaded';
      readonly channelTypeId: string;
      readonly failure: Failure;
    }
  | {
      /** A file on its way: seldom while it moves, once when it has passed. */
      readonly kind: 'transfer';
      readonly direction: 'in' | 'out';
      readonly accountId: string;
      readonly state: 'moving' | 'ended';
      /** That have passed so far. */
      readonly bytes: number;
      /** Of those, what has passed since it was told last. */
      readonly newBytes: number;
      /** Absent when the sender did not say. */
      readonly sizeBytes?: number;
      readonly elapsedMs: number;
    }
  | {
      /** A time of which it was not certain that everything was heard. */
      readonly kind: 'gap';
      readonly accountId: string;
      readonly state: 'found' | 'waits' | 'held' | 'healed' | 'partly';
      readonly cause: GapCause;
      readonly fromMs: number;
      readonly toMs: number;
      /** Events that were read, and those of them that had not been heard. */
      readonly read: number;
      readonly found: number;
      readonly waitsUntilMs?: number;
      /** Why it is held. */
      readonly failure?: Failure;
    }
  | {
      readonly kind: 'alarm';
      readonly accountId: string;
      readonly alarm: Alarm;
      readonly state: 'raised' | 'over';
      readonly failure?: Failure;
    }
  | { readonly kind: 'journal-failed'; readonly reason: string }
  | { readonly kind: 'fenced'; readonly lane: string };

/** Who writes down what happens: logs, metrics. Never throws and never waits. */
export interface Observer {
  notice(occurrence: Occurrence): void;
}

/** All of them hear everything. */
export function observedBy(...observers: readonly Observer[]): Observer {
  return {
    notice(occurrence) {
      for (const observer of observers) observer.notice(occurrence);
    },
  };
}
