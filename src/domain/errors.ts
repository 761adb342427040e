/**
 * Every way in which something can go wrong, in our words. The list is closed: an adapter
 * translates what its neighbour says into one of these codes, and a new code does not compile
 * until each boundary has an answer for it.
 */
export type FailureCode =
  | 'rejected'
  | 'unsupported'
  | 'recipient-closed'
  | 'too-large'
  | 'media-refused'
  | 'media-unavailable'
  | 'media-gone'
  | 'not-found'
  | 'conflict'
  | 'unauthorized'
  | 'throttled'
  | 'unavailable'
  | 'uncertain'
  | 'expired'
  | 'internal';

/** What a code means for the engine that delivers and for the people who must be told. */
export interface FailureRule {
  /** `held`: tried again until it succeeds or grows too old. `limited`: a few times. `never`: buried at once. */
  readonly retry: 'held' | 'limited' | 'never';
  /**
   * Whose trouble it is. Trouble of the target concerns every lane towards it; trouble `elsewhere`
   * says nothing about the target.
   */
  readonly fault: 'message' | 'target' | 'elsewhere';
  /** The CIM reason code of the FAILED notification. */
  readonly reasonCode: '400' | '404' | '500';
  /** A sentence an agent understands. */
  readonly told: string;
}

export const failureRules: Readonly<Record<FailureCode, FailureRule>> = {
  rejected: {
    retry: 'never',
    fault: 'message',
    reasonCode: '400',
    told: 'The message was refused and was not delivered.',
  },
  unsupported: {
    retry: 'never',
    fault: 'message',
    reasonCode: '400',
    told: 'This kind of message cannot be sent as a direct message on X.',
  },
  'recipient-closed': {
    retry: 'never',
    fault: 'message',
    reasonCode: '400',
    told: 'The customer does not accept direct messages from this account.',
  },
  'too-large': {
    retry: 'never',
    fault: 'elsewhere',
    reasonCode: '400',
    told: 'The file is too large: X takes images up to 5 MB, GIFs up to 15 MB and videos up to 25 MB.',
  },
  'media-refused': {
    retry: 'never',
    fault: 'message',
    reasonCode: '400',
    told: 'X refused the attached file.',
  },
  'media-unavailable': {
    retry: 'held',
    fault: 'elsewhere',
    reasonCode: '500',
    told: 'The attached file could not be transferred, and the message waited too long.',
  },
  'media-gone': {
    retry: 'never',
    fault: 'elsewhere',
    reasonCode: '404',
    told: 'The attached file no longer exists.',
  },
  'not-found': {
    retry: 'never',
    fault: 'message',
    reasonCode: '404',
    told: 'The customer or the channel no longer exists.',
  },
  conflict: {
    retry: 'never',
    fault: 'message',
    reasonCode: '400',
    told: 'The message is in conflict with what is already there.',
  },
  unauthorized: {
    retry: 'held',
    fault: 'target',
    reasonCode: '500',
    told: 'X does not accept the credentials of this account. An administrator must renew them.',
  },
  throttled: {
    retry: 'held',
    fault: 'target',
    reasonCode: '500',
    told: 'X limits how much this account may send, and the message waited too long.',
  },
  unavailable: {
    retry: 'held',
    fault: 'target',
    reasonCode: '500',
    told: 'The other side could not be reached, and the message waited too long.',
  },
  uncertain: {
    retry: 'held',
    fault: 'target',
    reasonCode: '500',
    told: 'It is not known whether the message was delivered.',
  },
  expired: {
    retry: 'never',
    fault: 'message',
    reasonCode: '500',
    told: 'The message waited too long and was not delivered.',
  },
  internal: {
    retry: 'limited',
    fault: 'elsewhere',
    reasonCode: '500',
    told: 'An internal error of the connector prevented the delivery.',
  },
};

/**
 * A failure in our words. `detail` is for operators: the neighbour's own code and words, never a
 * secret, never the text of a message. `retryAtMs` is a point in time (epoch milliseconds) that
 * the neighbour announced. `because` is what led to it, where that says more to an agent.
 */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: FailureCode;
  readonly detail: string;
  readonly retryAtMs: number | undefined;
  readonly because: FailureCode | undefined;

  constructor(code: FailureCode, detail: string, retryAtMs?: number, because?: FailureCode) {
    super(`${code}: ${detail}`);
    this.code = code;
    this.detail = detail;
    this.retryAtMs = retryAtMs;
    this.because = because;
  }

  get rule(): FailureRule {
    return failureRules[this.code];
  }

  /** The announced time, epoch milliseconds; undefined: there is none, or by our clock it is over. */
  announcedMs(nowMs: number): number | undefined {
    const { retryAtMs } = this;
    return retryAtMs !== undefined && retryAtMs > nowMs ? retryAtMs : undefined;
  }
}

/** The failure behind anything that was thrown; what we did not foresee is `internal`. */
export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  const name = thrown instanceof Error ? thrown.name : typeof thrown;
  return new Failure('internal', name);
}

/** Input that was refused; lists every fault, not only the first. */
export class InvalidInput extends Error {
  override readonly name = 'InvalidInput';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`${faults.length} fault(s) in the input`);
    this.faults = faults;
  }
}
