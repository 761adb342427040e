import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { faultsIn } from './facts.ts';
import { installations } from './installations.ts';
import { helm } from './kubernetes-tools.ts';
import { chart, chartFolder, containerIn, type Manifest, overlay } from './manifests.ts';
import { structureFaults } from './structure.ts';

const version = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'),
).version;

describe.each(installations)(
  'an installation with $name',
  ({ values, overlay: name, components }) => {
    test('has nothing, by Helm, that would break in a cluster', () => {
      expect(faultsIn(chart(values))).toEqual([]);
    });

    test('has nothing, by kustomize, that would break in a cluster', () => {
      expect(faultsIn(overlay(name, components))).toEqual([]);
    });

    test('is the same by Helm and by kustomize', () => {
      const byHelm = sorted(chart(values).map(asInstalled));
      expect(byHelm.length).toBeGreaterThan(3);
      expect(sorted(overlay(name, components).map(asInstalled))).toEqual(byHelm);
    });
  },
);

describe('the manifests', () => {
  test('have the form that Kubernetes wants, without a field that it does not know', async () => {
    const all = installations.flatMap((each) => [
      ...chart(each.values),
      ...overlay(each.overlay, each.components),
    ]);
    expect(all.length).toBeGreaterThan(40);
    expect(await structureFaults(all)).toEqual([]);
  }, 60_000);

  test('pass the linter of Helm', () => {
    for (const { values } of installations) {
      const input = JSON.stringify(values);
      const lint = helm(['lint', '--strict', chartFolder, '--values', '-'], input);
      expect([lint.ok, lint.output]).toEqual([true, expect.stringContaining('0 chart(s) failed')]);
    }
  }, 60_000);

  test('install this version', () => {
    const { appVersion } = parse(readFileSync(join(chartFolder, 'Chart.yaml'), 'utf8'));
    expect(appVersion).toBe(version);
    for (const objects of [chart(), overlay('sqlite')]) {
      expect(containerIn(objects)['image']).toBe(`cim/twitter-connector:${version}`);
    }
  });

  test('install the very image that a digest names', () => {
    const digest = `sha256:${'0a'.repeat(32)}`;
    const images = [{ name: 'cim/twitter-connector', digest }];
    for (const objects of [
      chart({ image: { digest } }),
      chart({ image: { digest, tag: '0.0.1' } }),
      overlay('sqlite', [], { images }),
    ]) {
      expect(containerIn(objects)['image']).toBe(`cim/twitter-connector@${digest}`);
    }
  });

  test('leave no component and no overlay untried', () => {
    const folder = join(chartFolder, '../../kustomize');
    const used = (part: 'overlay' | 'components') =>
      [...new Set(installations.flatMap((each) => each[part]))].sort();
    expect(used('overlay')).toEqual(readdirSync(join(folder, 'overlays')).sort());
    expect(used('components')).toEqual(readdirSync(join(folder, 'components')).sort());
  });
});

/** Without what only says who installed it, and with what has names in the order of the names. */
function asInstalled(object: Manifest): Manifest {
  const own = ['app.kubernetes.io/version', 'app.kubernetes.io/managed-by', 'helm.sh/chart'];
  const { labels, ...metadata } = object['metadata'];
  const kept = Object.entries(labels).filter(([label]) => !own.includes(label));
  const alike = { ...object, metadata: { ...metadata, labels: Object.fromEntries(kept) } };
  return JSON.parse(JSON.stringify(alike), (key, value) =>
    ['env', 'volumes', 'volumeMounts'].includes(key) ? byName(value) : value,
  );
}

const byName = (list: readonly Manifest[]) =>
  [...list].sort((a, b) => (a['name'] < b['name'] ? -1 : 1));

const sorted = (objects: readonly Manifest[]) =>
  [...objects].sort((a, b) => (a['kind'] < b['kind'] ? -1 : 1));
