import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * The key that credentials are sealed with: the configured one, else the one in
 * `{journal}.key`, which is made at the first start with mode 0600.
 */
export function credentialsKey(configured: string | undefined, journalFile: string): Buffer {
  if (configured !== undefined) return configuredKey(configured);
  const file = `${journalFile}.key`;
  try {
    return keyIn(file);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw thrown;
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  return keyIn(file);
}

function keyIn(file: string): Buffer {
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64');
  if (key.length !== 32) throw new Error(`${file} does not hold a key of 32 bytes in base64`);
  return key;
}

export const configuredKey = (text: string): Buffer => Buffer.from(text, 'base64');
