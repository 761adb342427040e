import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../adapters/system/system-clock.ts';
import { samplesIn } from '../../adapters/telemetry/samples.model.ts';
import type { Occurrence } from '../../domain/observer.ts';
import { Telemetry } from './telemetry.ts';

const fenced: Occurrence = { kind: 'fenced', lane: 'in/1/2' };
const states = {
  waiting: async () => ({ targets: [], deadLetters: 0 }),
  targets: () => new Map(),
  journalFailing: async () => false,
  accounts: () => [],
  accountsLeftOut: () => 0,
};

describe('what is measured', () => {
  const reported: string[] = [];
  let telemetry: Telemetry;
  let url = '';

  beforeAll(async () => {
    telemetry = new Telemetry({
      wanted: { prometheus: true, otlpTraces: false, otlpMetrics: false },
      neighbours: { inside: [], known: [], media: [] },
      journal: 'sqlite',
      clock: systemClock,
      routeOf: () => undefined,
      report: (trouble) => void reported.push(trouble),
    });
    telemetry.notice(fenced);
    url = `http://127.0.0.1:${await telemetry.start(0, states)}`;
    telemetry.notice(fenced);
  });
  afterAll(() => telemetry.stop());

  test('contains what happened before its code was there', async () => {
    const first = await (await fetch(`${url}/metrics`)).text();
    expect(samplesIn(first)).toHaveProperty('twitter_connector_settlements_fenced_total', 2);
    telemetry.notice(fenced);
    const second = await fetch(`${url}/metrics?more`);
    expect(second.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const text = await second.text();
    expect(samplesIn(text)).toHaveProperty('twitter_connector_settlements_fenced_total', 3);
    expect(reported).toEqual([]);
  });

  test('is all that the port tells', async () => {
    expect((await fetch(url)).status).toBe(404);
    expect((await fetch(`${url}/metrics`, { method: 'POST' })).status).toBe(405);
  });
});

/** The files that a file imports when it is loaded. */
function importsOf(file: string): readonly string[] {
  const code = readFileSync(file, 'utf8');
  const statements = code.matchAll(/^(?:import|export) (?!type )[^;]*?from '([^']+)';/gms);
  return [...statements].map(([, from = '']) => from);
}

/** Everything that is loaded with a file: files of ours, and packages. */
function loadedWith(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const from of importsOf(file)) {
    if (from.startsWith('.')) loadedWith(join(dirname(file), from), seen);
    else seen.add(from);
  }
  return seen;
}

test('nothing of OpenTelemetry is loaded unless something is to be measured', () => {
  const loaded = [...loadedWith(join(import.meta.dirname, '../run.ts'))];
  expect(loaded.length).toBeGreaterThan(100);
  expect(loaded).toContain('undici');
  expect(loaded.filter((name) => /@opentelemetry|adapters\/telemetry/.test(name))).toEqual([]);
});
