import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Container } from 'inversify';
import type { States } from '../../adapters/telemetry/states.ts';
import { configurationFrom } from '../configuration.ts';
import { containerFor } from '../container.ts';
import { componentsOf } from '../health-components.ts';
import { openStorage, type Storage } from '../storage.ts';
import { statesOf } from './states-of.ts';

let folder: string;
let file: string;
let storage: Storage;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'states-'));
  file = join(folder, 'journal.db');
});
afterEach(async () => {
  await storage.close();
  rmSync(folder, { recursive: true });
});

/** A connector that does nothing yet, and how it stands. */
async function measuredWith(
  settings: Readonly<Record<string, string>> = {},
): Promise<{ container: Container; states: States }> {
  const urls = { CCM_URL: 'http://127.0.0.1:1', FILE_ENGINE_URL: 'http://127.0.0.1:1' };
  const configuration = configurationFrom({ ...urls, JOURNAL_URL: `sqlite:${file}`, ...settings });
  storage = await openStorage(configuration, () => {});
  const container = containerFor(configuration, { notice: () => {} }, storage);
  return { container, states: statesOf(container) };
}

const keys = { consumerKey: 'a', consumerSecret: 'b', accessToken: 'c', accessTokenSecret: 'd' };

const saved = async (count: number): Promise<void> => {
  for (let n = 1; n <= count; n++) {
    await storage.accounts.save({ id: String(n), credentials: keys, state: 'active' });
  }
};

describe('the journal', () => {
  test('is told to fail though nobody writes to it, and though nobody asks for readiness', async () => {
    const { states } = await measuredWith();
    renameSync(file, `${file}.gone`);
    expect(await states.journalFailing()).toBe(true);
  });

  test('is told to fail, and to work, as readiness has found it', async () => {
    const { container, states } = await measuredWith();
    const status = async () => (await componentsOf(container))['journal']?.status;
    expect([await status(), await states.journalFailing()]).toEqual(['UP', false]);
    renameSync(file, `${file}.gone`);
    expect([await status(), await states.journalFailing()]).toEqual(['DOWN', true]);
    renameSync(`${file}.gone`, file);
    expect([await status(), await states.journalFailing()]).toEqual(['UP', false]);
  });
});

describe('accounts', () => {
  test('are watched, and said to be, unless nobody is to watch', async () => {
    const { states } = await measuredWith();
    await saved(1);
    expect(await states.watches?.()).toMatchObject([{ accountId: '1' }]);
    await storage.close();
    expect((await measuredWith({ WATCH_INTERVAL_MS: '0' })).states.watches).toBeUndefined();
  });

  test('are measured up to the two hundredth id, and the others counted', async () => {
    const { states } = await measuredWith();
    await saved(203);
    const measured = states.accounts().map(({ id }) => id);
    expect([measured.length, measured[0], measured.at(-1)]).toEqual([200, '1', '200']);
    expect((await states.watches?.())?.map(({ accountId }) => accountId)).toEqual(measured);
    expect(states.accountsLeftOut()).toBe(3);
  });

  test('are all measured where there are not many', async () => {
    const { states } = await measuredWith();
    await saved(2);
    expect([states.accounts().length, states.accountsLeftOut()]).toEqual([2, 0]);
  });
});
