import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { withPostgres } from '../../../sandbox/postgres/with-postgres.ts';
import type { Arrival } from '../../domain/delivery/lane.ts';
import {
  advanced,
  buried,
  done,
  only,
  plenty,
} from '../../domain/delivery/store-under-test.conformance.ts';
import { texts } from './arrays.ts';
import { migrate } from './migrate.ts';
import { PostgresDatabase } from './postgres-database.ts';
import { PostgresDeadLetters } from './postgres-dead-letters.ts';
import { PostgresDeliveryStore } from './postgres-delivery-store.ts';
import { PostgresJournal } from './postgres-journal.ts';
import { PostgresLedger } from './postgres-ledger.ts';
import { count, fromStored, keyOf, storable, whole } from './text.ts';

const odd = [
  ['U+0000', 'a\u0000b'],
  ['nothing but U+0000', '\u0000'],
  ['the escape itself', '\u0010 \u00100000 \u0010\u0010'],
  ['half a surrogate pair', 'a\uD83D b\uDE00'],
  ['swapped halves', '\uDE00\uD83D'],
  ['a noncharacter', '\uFFFF'],
  ['quotes and backslashes', `{"a\\b",'"} \\N NULL`],
  ['10,000 characters', '👩‍👩‍👧é'.repeat(1_250)],
  ['nothing', ''],
] as const;

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('\u0000', '\u0010', '\uD83D', '\uDE00', 'a', '0', '"', '\\') }),
);

test('every text comes back as it was stored, and is stored without what cannot be', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(fromStored(storable(text))).toBe(text);
      expect(storable(text)).not.toContain('\u0000');
      expect(storable(text).isWellFormed()).toBe(true);
    }),
  );
});

test('different texts have different keys, however long, and no key is long', () => {
  const long = fc
    .tuple(anyText, fc.integer({ min: 1, max: 300 }))
    .map(([text, n]) => text.repeat(n));
  fc.assert(
    fc.property(fc.uniqueArray(long, { minLength: 2 }), (all) => {
      expect(new Set(all.map(keyOf)).size).toBe(all.length);
      for (const text of all) expect(Buffer.byteLength(keyOf(text))).toBeLessThan(2_000);
    }),
  );
});

test('a count fits into 32 bits', () => {
  expect([count(Number.POSITIVE_INFINITY), count(2.5), count(-1e99)]).toEqual([
    2_147_483_647, 2, -2_147_483_647,
  ]);
});

test.each([
  [1.9, 1],
  [-1.9, -1],
  [Number.NaN, 0],
  [Number.POSITIVE_INFINITY, 8_640_000_000_000_000],
  [1e300, 8_640_000_000_000_000],
])('%p is taken as the whole number %p', (value, taken) => {
  expect(whole(value)).toBe(taken);
});

describe('in the database', () => {
  const server = withPostgres();
  let database: PostgresDatabase;
  let store: PostgresDeliveryStore;

  beforeAll(async () => {
    database = await PostgresDatabase.open(server().url());
    await migrate(database);
    store = new PostgresDeliveryStore(database);
  });
  afterAll(() => database.close());

  const commit = () => ({ nowMs: Date.now(), leaseMs: 60_000, accept: [], settle: [], claim: [] });

  test('arrays of any texts arrive as they are', async () => {
    const arrays = fc.array(fc.oneof(anyText.map(storable), fc.constant(null)));
    await fc.assert(
      fc.asyncProperty(arrays, async (values) => {
        const [row] = await database.query<{ json: unknown }>(
          'SELECT array_to_json($1::text[]) AS json',
          [texts(values)],
        );
        expect(row?.json).toEqual(values);
      }),
      { numRuns: 50 },
    );
  });

  test.each(odd)('%s passes through every field', async (_, text) => {
    const lane = `out/1/${text}`;
    const id = `id ${text}`;
    const target = text.length > 300 ? 'x/1' : `x/${text}`;
    const entry = { accountId: text, customerId: `c${text}`, fingerprint: text, sentAtMs: 1.5 };
    const accept: Arrival[] = [
      { id, atMs: 5.5, message: { lane, target, body: text } },
      { id: `next ${text}`, atMs: 6, message: { lane, target, body: `next ${text}` } },
      { id: `echo ${text}`, atMs: 7, entry: { ...entry, eventId: `e${text}` } },
    ];
    const first = await store.commit({ ...commit(), accept, claim: [plenty(target)] });
    expect(first.accepted).toEqual(['accepted', 'accepted', 'accepted']);
    expect(only(first.heads)).toMatchObject({ lane, target, body: text });
    expect((await store.commit({ ...commit(), accept })).accepted[0]).toBe('duplicate');
    expect(await store.targets()).toContain(target);

    const ledger = new PostgresLedger(database);
    expect(await ledger.unmatchedEcho({ ...entry, notBeforeMs: 0.5 })).toBe(`e${text}`);
    const step = advanced(only(first.heads), text);
    const sent = { ...entry, eventId: `s${text}`, cimId: text, menu: text };
    const half = only(
      (await store.commit({ ...commit(), settle: [{ ...step, entry: sent }] })).heads,
    );
    expect(half).toMatchObject({ lane, target, body: text, progress: text });
    expect(await ledger.newest(text, `c${text}`, 9)).toEqual({ cimId: text, menu: text });
    expect(await ledger.matched(text, [`s${text}`, `e${text}`])).toEqual(new Set([`s${text}`]));

    const burial = { ...buried(half), detail: text };
    const next = only((await store.commit({ ...commit(), settle: [burial] })).heads);
    expect(next).toMatchObject({ lane, body: `next ${text}` });
    const delivery = { ...done(next), entry: { ...sent, eventId: `d${text}` } };
    await store.commit({ ...commit(), settle: [delivery] });
    const journal = new PostgresJournal(database);
    const found = await journal.find(id);
    expect(found).toMatchObject({ id, lane, target, state: 'dead', detail: text });
    expect(found?.changes[1]).toMatchObject({ kind: 'buried', id, lane, detail: text });
    expect(await journal.find(`next ${text}`)).toMatchObject({ eventId: `d${text}` });
    const listed = await journal.list({ accountId: '1', idPrefix: id }, 9);
    expect(listed.entries).toContainEqual(expect.objectContaining({ id, lane }));

    const deadLetters = new PostgresDeadLetters(database);
    expect((await deadLetters.list({}, 1)).entries).toMatchObject([{ id, lane, detail: text }]);
    expect(await deadLetters.redrive([id], Date.now())).toEqual([id]);
    const again = await store.commit({ ...commit(), claim: [plenty(target)] });
    expect(only(again.heads)).toMatchObject({ body: text, progress: text });
    await store.commit({ ...commit(), settle: [done(only(again.heads))] });
  });
});
