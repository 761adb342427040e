import type { FailureCode } from '../../src/domain/errors.ts';
import type { NamedTest } from '../named-tests.ts';

/** What people want to know of a failure, beside what its rule and the tables of statuses say. */
export interface Note {
  /** How it comes to this. */
  readonly when: string;
  readonly customer: string;
  /** What agents see in the place of a customer's file; absent: this is not said of files. */
  readonly placeholder?: string;
  /** Beside the log, the metrics and the dead letter, which are the same for all. */
  readonly operator?: string;
  /** Beside the status of the control API and of HTTP. */
  readonly caller?: string;
  readonly toDo: string;
  readonly tests: readonly NamedTest[];
}

/** One for every failure: a new code does not compile without. */
export type Notes = Readonly<Record<FailureCode, Note>>;

export const test = (file: string, name: string): NamedTest => ({ file, name });

/** What more than one failure is proved by. */
export const proofs = {
  told: test(
    'src/domain/messaging/send-to-customer.test.ts',
    'an agent’s message › that is given up as %s is reported, with a reason that the agent understands',
  ),
  grownOld: test(
    'src/domain/delivery/lanes-retry.test.ts',
    'a message that grows too old › is buried when its time is over, and not before',
  ),
  placeholder: test(
    'src/domain/messaging/unshown-attachments.test.ts',
    'an attachment that will never be there is told of at once › when the store refuses it: %s',
  ),
} as const;
