/** What a check found. `skip`: it cannot be checked from here. */
export interface Finding {
  readonly level: 'ok' | 'warn' | 'FAIL' | 'skip';
  /** What was looked at. */
  readonly check: string;
  readonly told: string;
  /** What to do about it. */
  readonly advice?: string;
}
