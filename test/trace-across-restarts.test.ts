import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { withPostgres } from '../sandbox/postgres/with-postgres.ts';
import { type Stage, setStage } from '../sandbox/stage/stage.ts';
import { DEFAULT_BUSINESS, DEFAULT_CUSTOMERS } from '../sandbox/twitter/defaults.ts';
import { Collector } from './collector.ts';
import { eventually } from './eventually.ts';
import { drawn, spansOf, traceOf } from './trace-tree.ts';
import { clearFaults, faultOnCcm, shown } from './world.ts';

const [ada] = DEFAULT_CUSTOMERS;
const server = withPostgres();
const key = Buffer.alloc(32, 7).toString('base64');

let folder: string;
let collector: Collector;
let stage: Stage | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'traces-'));
  collector = new Collector();
});
afterEach(async () => {
  await stage?.close();
  stage = undefined;
  await collector.close();
  rmSync(folder, { recursive: true });
});

const journals: Readonly<Record<string, () => Promise<Readonly<Record<string, string>>>>> = {
  'a file': async () => ({ JOURNAL_URL: `sqlite:${join(folder, 'journal.db')}` }),
  PostgreSQL: async () => ({
    JOURNAL_URL: server().url(await server().createDatabase()),
    CREDENTIALS_KEY: key,
  }),
};

test.each(Object.keys(journals))(
  'what waits in %s is followed on by the process that comes after',
  async (journal) => {
    const environment = { ...(await journals[journal]?.()), ...(await collector.listen()) };
    stage = await setStage({ environment });
    await stage.register();
    await faultOnCcm(stage, { path: '/message/receive', status: 503 });
    const { body } = await stage.customerWrites(ada.id, 'anybody there?');
    const traceId = await traceOf(collector, `x/${DEFAULT_BUSINESS.id}/${body.event.id}`);
    await stage.connector.stop();
    const before = spansOf(collector, traceId);
    expect(drawn(before).slice(0, 4)).toEqual([
      'server POST /webhook/twitter/{accountId}',
      '  producer enqueue contact-center',
      '    ~ consumer deliver contact-center',
      '      client POST /message/receive',
    ]);

    await clearFaults(stage);
    await stage.connector.start();
    await shown(stage, 'PLAIN', 1);
    const journalled = before.find(({ name }) => name === 'enqueue contact-center')?.spanId;
    const drawnAfter = () => {
      const spans = spansOf(collector, traceId).filter((span) => !before.includes(span));
      return drawn(spans, journalled);
    };
    expect(await eventually(drawnAfter, (found) => found.length >= 2)).toEqual([
      '~ consumer deliver contact-center',
      '  client POST /message/receive',
    ]);
  },
  60_000,
);
