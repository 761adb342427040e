/** Encryption of what is kept at rest. */
export interface Seal {
  /** What is sealed for one purpose cannot be opened for another. */
  close(text: string, purpose: string): string;
  /** Throws when the key is wrong or the sealed text was changed. */
  open(sealed: string, purpose: string): string;
}
