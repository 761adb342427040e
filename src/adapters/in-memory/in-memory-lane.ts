import type { Commit } from '../../domain/delivery/delivery-store.ts';
import type { Change } from '../../domain/delivery/journal.ts';
import type { Head, LaneMessage, Retry } from '../../domain/delivery/lane.ts';

/** A message as it would be kept on disk. */
export interface InMemoryMessage {
  readonly id: string;
  readonly lane: InMemoryLane;
  readonly acceptedAtMs: number;
  readonly changes: Change[];
  /** Erased when nobody needs it any more. */
  body: string;
  /** What it begins with when it becomes the first of its lane. */
  progress: string;
  doubtSinceMs: number;
  readonly trace?: string;
}

type Terms = Pick<Commit, 'nowMs' | 'leaseMs'>;

/** A lane as it would be kept on disk; idle when nothing waits in it. */
export class InMemoryLane {
  readonly id: number;
  readonly key: string;
  target: string;
  readonly waiting: InMemoryMessage[] = [];
  seq = 1;
  epoch = 0;
  leased = false;
  /** When it may be claimed: the lease's end while it is leased. */
  dueMs = 0;
  progress = '';
  tries = 0;
  burned = 0;
  failedSinceMs = 0;
  leasedAtMs = 0;
  doubtSinceMs = 0;

  constructor(id: number, message: LaneMessage) {
    this.id = id;
    this.key = message.lane;
    this.target = message.target;
  }

  append(message: InMemoryMessage): void {
    this.waiting.push(message);
    if (this.waiting.length === 1) this.#begin();
  }

  lease({ nowMs, leaseMs }: Terms): void {
    if (this.leased) this.doubtSinceMs ||= this.leasedAtMs;
    this.leased = true;
    this.leasedAtMs = nowMs;
    this.dueMs = nowMs + leaseMs;
    this.epoch += 1;
  }

  renew({ nowMs, leaseMs }: Terms): void {
    this.dueMs = nowMs + leaseMs;
  }

  /** A step is done; what went wrong with it is over. */
  advance(progress: string): void {
    this.leased = false;
    this.doubtSinceMs = 0;
    if (progress === this.progress) return;
    this.progress = progress;
    this.#untried();
  }

  /** The first message leaves; whether another one waits behind it. */
  moveOn(): boolean {
    this.waiting.shift();
    this.seq += 1;
    this.leased = false;
    this.#begin();
    return this.waiting.length > 0;
  }

  #begin(): void {
    this.progress = this.waiting[0]?.progress ?? '';
    this.doubtSinceMs = this.waiting[0]?.doubtSinceMs ?? 0;
    this.#untried();
  }

  #untried(): void {
    this.tries = 0;
    this.burned = 0;
    this.failedSinceMs = 0;
  }

  handBack(retry: Retry): void {
    this.leased = false;
    this.dueMs = retry.dueAtMs;
    this.tries = retry.tries;
    this.burned = retry.burned;
    this.failedSinceMs = retry.failedSinceMs;
    this.doubtSinceMs = retry.doubtSinceMs;
  }

  isLeasedAs(head: Head): boolean {
    return this.leased && this.epoch === head.epoch && this.seq === head.seq;
  }

  head(): Head {
    const first = this.waiting[0];
    if (first === undefined) throw new Error('an idle lane has no head');
    return {
      lane: this.key,
      target: this.target,
      laneId: this.id,
      epoch: this.epoch,
      seq: this.seq,
      body: first.body,
      acceptedAtMs: first.acceptedAtMs,
      progress: this.progress,
      tries: this.tries,
      burned: this.burned,
      failedSinceMs: this.failedSinceMs,
      doubtSinceMs: this.doubtSinceMs,
      leasedAtMs: this.leasedAtMs,
      ...(first.trace !== undefined && { trace: first.trace }),
    };
  }
}
