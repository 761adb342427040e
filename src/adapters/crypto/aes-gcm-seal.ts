import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Seal } from '../../domain/accounts/seal.ts';

const version = 'v1';

/** Sealing with AES-256-GCM; the purpose is authenticated along. Form: `v1.iv.tag.text`, base64url. */
export class AesGcmSeal implements Seal {
  readonly #key: Uint8Array;

  /** `key`: 32 bytes. */
  constructor(key: Uint8Array) {
    if (key.length !== 32) throw new RangeError('the key must have 32 bytes');
    this.#key = key;
  }

  close(text: string, purpose: string): string {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.#key, iv).setAAD(Buffer.from(purpose));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return joined([iv, cipher.getAuthTag(), sealed]);
  }

  open(sealed: string, purpose: string): string {
    const [, iv, tag, text] = sealed.split('.').map((part) => Buffer.from(part, 'base64url'));
    const whole = iv?.length === 12 && tag?.length === 16 && text !== undefined;
    if (!whole || joined([iv, tag, text]) !== sealed) throw new Error('this was not sealed by us');
    const decipher = createDecipheriv('aes-256-gcm', this.#key, iv).setAAD(Buffer.from(purpose));
    decipher.setAuthTag(tag);
    return Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8');
  }
}

const joined = (parts: readonly Buffer[]): string =>
  [version, ...parts.map((bytes) => bytes.toString('base64url'))].join('.');
