// Makes the secrets of a trial in a folder, once: node sandbox/trial-keys.ts FOLDER
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder = '.'] = process.argv.slice(2);
const password = randomBytes(24).toString('base64url');
const secrets = {
  ADMIN_TOKEN: randomBytes(24).toString('base64url'),
  CREDENTIALS_KEY: randomBytes(32).toString('base64'),
  POSTGRES_PASSWORD: password,
  JOURNAL_URL: `postgres://connector:${password}@postgres/connector`,
};
if (!existsSync(join(folder, 'JOURNAL_URL'))) {
  // Other containers of the trial, with other users, read them.
  chmodSync(folder, 0o755);
  for (const [name, secret] of Object.entries(secrets)) {
    writeFileSync(join(folder, name), secret, { mode: 0o444 });
  }
}
