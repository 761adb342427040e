/** Remembers every nonce for as long as its timestamp would still be accepted. */
export class Nonces {
  readonly #windowS: number;
  readonly #seen = new Map<number, Set<string>>();

  constructor(windowS: number) {
    this.#windowS = windowS;
  }

  /** True the first time this nonce comes with this timestamp and token, false after that. */
  accept(nonce: string, timestampS: number, token: string, nowS: number): boolean {
    const ofSecond = this.#seen.get(timestampS) ?? this.#newSecond(timestampS, nowS);
    const key = `${token} ${nonce}`;
    if (ofSecond.has(key)) return false;
    ofSecond.add(key);
    return true;
  }

  #newSecond(timestampS: number, nowS: number): Set<string> {
    for (const second of this.#seen.keys()) {
      if (second < nowS - this.#windowS) this.#seen.delete(second);
    }
    const ofSecond = new Set<string>();
    this.#seen.set(timestampS, ofSecond);
    return ofSecond;
  }
}
