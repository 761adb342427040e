import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Seal } from '../../domain/accounts/seal.ts';

const version = 'v1';

/**
 * Sealing with AES-256-GCM; the purpose is authenticated along. Form: `v1.iv.tag.text`, base64url.
 * What was sealed with another of the keys is opened as well, so that the key can be replaced.
 */
export class AesGcmSeal implements Seal {
  readonly #key: Uint8Array;
  readonly #others: readonly Uint8Array[];

  /** `key`, which closes, and each of `others`: 32 bytes. */
  constructor(key: Uint8Array, others: readonly Uint8Array[] = []) {
    const whole = [key, ...others].every(({ length }) => length === 32);
    if (!whole) throw new RangeError('the key must have 32 bytes');
    this.#key = key;
    this.#others = others.filter((other) => !Buffer.from(other).equals(key));
  }

  close(text: string, purpose: string): string {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.#key, iv).setAAD(Buffer.from(purpose));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return joined([iv, cipher.getAuthTag(), sealed]);
  }

  open(sealed: string, purpose: string): string {
    for (const key of this.#others) {
      if (isOpenedBy(key, sealed, purpose)) return opened(key, sealed, purpose);
    }
    return opened(this.#key, sealed, purpose);
  }

  /** Whether it was sealed with one of the other keys. */
  isOutdated(sealed: string, purpose: string): boolean {
    return this.#others.some((key) => isOpenedBy(key, sealed, purpose));
  }
}

function isOpenedBy(key: Uint8Array, sealed: string, purpose: string): boolean {
  try {
    opened(key, sealed, purpose);
    return true;
  } catch {
    return false;
  }
}

function opened(key: Uint8Array, sealed: string, purpose: string): string {
  const [, iv, tag, text] = sealed.split('.').map((part) => Buffer.from(part, 'base64url'));
  const whole = iv?.length === 12 && tag?.length === 16 && text !== undefined;
  if (!whole || joined([iv, tag, text]) !== sealed) throw new Error('this was not sealed by us');
  const decipher = createDecipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(purpose));
  decipher.setAuthTag(tag);
  return Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8');
}

const joined = (parts: readonly Buffer[]): string =>
  [version, ...parts.map((bytes) => bytes.toString('base64url'))].join('.');
