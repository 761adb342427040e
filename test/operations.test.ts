import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { type Stage, setStage } from '../sandbox/stage/stage.ts';
import { everythingHappens, hurried } from './measured-world.ts';
import { queryIn } from './promql.ts';

const read = (name: string): string =>
  readFileSync(new URL(`../docs/operations/${name}`, import.meta.url), 'utf8');

const duration = z.string().regex(/^\d+[smh]$/);
const rule = z.strictObject({
  alert: z.string().regex(/^TwitterConnector[A-Z]\w+$/),
  expr: z.string(),
  for: duration.optional(),
  labels: z.strictObject({ severity: z.enum(['warning', 'critical']) }),
  annotations: z.strictObject({
    summary: z.string(),
    description: z.string(),
    runbook_url: z.string(),
  }),
});
const group = z.strictObject({ name: z.string(), rules: z.array(rule).min(1) });
const { groups } = z.strictObject({ groups: z.array(group) }).parse(parse(read('alerts.yaml')));
const alerts = groups.flatMap(({ rules }) => rules);

const panel = z.looseObject({
  id: z.number(),
  title: z.string(),
  type: z.string(),
  description: z.string().optional(),
  targets: z.array(z.looseObject({ expr: z.string(), legendFormat: z.string() })).default([]),
});
const dashboard = z
  .looseObject({
    panels: z.array(panel),
    templating: z.object({ list: z.array(z.looseObject({ definition: z.string().optional() })) }),
  })
  .parse(JSON.parse(read('grafana-dashboard.json')));
const shown = dashboard.panels.filter(({ type }) => type !== 'row');

const queries: readonly (readonly [string, string, string])[] = [
  ...alerts.map(({ alert, annotations, expr }) => {
    const words = `${annotations.summary} ${annotations.description}`;
    return [alert, expr, words.replaceAll('$labels.', '')] as const;
  }),
  ...shown.flatMap(({ targets, title }) =>
    targets.map(({ expr, legendFormat }) => [title, expr, legendFormat] as const),
  ),
  ...dashboard.templating.list.flatMap(({ definition = '' }) =>
    [...definition.matchAll(/^label_values\((.*), \w+\)$/g)].map(
      ([, expr = '']) => ['a variable', expr, ''] as const,
    ),
  ),
];

/** Labels that Prometheus adds. */
const added = ['namespace', 'job', 'instance'];
/** Values that come with what is not made to happen here. */
const unseen = ['internal'];

describe('what a query asks about', () => {
  /** The labels of each name that is exposed, and their values. */
  const exposed = new Map<string, Map<string, Set<string>>>();
  let stage: Stage;

  beforeAll(async () => {
    stage = await setStage({ environment: hurried });
    await everythingHappens(stage);
    const text = await (await fetch(stage.connector.metricsUrl)).text();
    for (const [, name = '', labels = ''] of text.matchAll(/^(\w+)(?:\{(.*)\})? \S+$/gm)) {
      const known = exposed.get(name) ?? new Map<string, Set<string>>();
      exposed.set(name, known);
      for (const [, label = '', value = ''] of labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)) {
        known.set(label, (known.get(label) ?? new Set()).add(value));
      }
    }
  }, 60_000);
  afterAll(() => stage.close());

  test('is enough to be worth a look', () => {
    expect(alerts.length).toBeGreaterThan(10);
    expect(queries.length).toBeGreaterThan(50);
  });

  test('has a count of what waits for each target that may be in trouble', () => {
    const targetsOf = (name: string) => [
      ...(exposed.get(`twitter_connector_${name}`)?.get('target') ?? []),
    ];
    expect(targetsOf('gate_in_trouble').length).toBeGreaterThan(1);
    expect(targetsOf('messages_waiting')).toEqual(
      expect.arrayContaining(targetsOf('gate_in_trouble')),
    );
  });

  test.each(queries)(
    'is exposed by the connector, with these labels: %s (%#)',
    (_, expr, words) => {
      const { groupedBy, selectors } = queryIn(expr);
      expect(selectors.length).toBeGreaterThan(0);
      expect([...exposed.keys()]).toEqual(
        expect.arrayContaining(selectors.map(({ name }) => name)),
      );
      const labels = selectors.flatMap(({ name }) => [...(exposed.get(name)?.keys() ?? [])]);
      const kept = [...words.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, label = '']) => label);
      expect([...labels, ...added]).toEqual(expect.arrayContaining([...groupedBy, ...kept]));
      if (groupedBy.length > 0) expect(groupedBy).toEqual(expect.arrayContaining(kept));
      for (const { labels: wanted, name } of selectors) {
        const values = exposed.get(name);
        for (const [label, value] of wanted) {
          if (added.includes(label) || (value !== undefined && unseen.includes(value))) continue;
          expect([name, label, value, values?.has(label)]).toEqual([name, label, value, true]);
          if (value !== undefined) expect([...(values?.get(label) ?? [])]).toContain(value);
        }
      }
    },
  );
});

describe('an alert', () => {
  const sections = read('runbook.md').split(/^## /m).slice(1);
  const anchorOf = (section: string) =>
    (section.split('\n', 1)[0] ?? '')
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-');

  test('has a name of its own', () => {
    expect(new Set(alerts.map(({ alert }) => alert)).size).toBe(alerts.length);
  });

  test.each(alerts.map(({ alert, expr }) => [alert, expr] as const))(
    '%s keeps installations apart, on each side of its query alike',
    (_, expr) => {
      const groupings = [...expr.matchAll(/\bby \(([^)]*)\)/g)].map(([, labels = '']) => labels);
      expect(groupings[0]).toMatch(/^namespace, job\b/);
      expect(new Set(groupings).size).toBe(1);
    },
  );

  test('about a target in trouble ends when nothing waits for it', () => {
    const named = (expr: string) => queryIn(expr).selectors.map(({ name }) => name);
    const gates = alerts.filter(({ expr }) =>
      named(expr).includes('twitter_connector_gate_in_trouble'),
    );
    expect(gates.map(({ alert }) => alert)).toEqual([
      'TwitterConnectorContactCenterInTrouble',
      'TwitterConnectorXInTrouble',
    ]);
    for (const { expr } of gates) {
      expect(expr).toMatch(
        /\band max by \([^)]*\btarget\) \(twitter_connector_messages_waiting\) > 0$/,
      );
    }
  });

  test.each(alerts.map(({ alert, annotations }) => [alert, annotations.runbook_url] as const))(
    '%s has its entry in the runbook',
    (alert, url) => {
      const [path, anchor] = url.split('#');
      expect(path).toBe('docs/operations/runbook.md');
      const section = sections.find((text) => anchorOf(text) === anchor);
      expect(section).toContain(alert);
      expect(section).toContain('**Do:**');
    },
  );

  test('stands in the runbook only if it is there', () => {
    const named = sections.flatMap((section) => section.match(/\bTwitterConnector\w+/g) ?? []);
    expect([...new Set(named)].sort()).toEqual(alerts.map(({ alert }) => alert).sort());
    expect(sections.filter((section) => !section.includes('TwitterConnector'))).toEqual([]);
  });
});

test('each panel of the dashboard says what it shows, and has an id of its own', () => {
  expect(shown.filter(({ description = '' }) => description === '')).toEqual([]);
  expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
});
