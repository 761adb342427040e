import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Manifest } from './manifests.ts';

const modules = join(import.meta.dirname, '../../node_modules');

/** Where the form of each kind is described, made from the definitions of Kubernetes. */
const models: Readonly<Record<string, string>> = {
  'v1 Service': 'kubernetes-models/v1',
  'v1 ServiceAccount': 'kubernetes-models/v1',
  'apps/v1 Deployment': 'kubernetes-models/apps/v1',
  'apps/v1 StatefulSet': 'kubernetes-models/apps/v1',
  'autoscaling/v2 HorizontalPodAutoscaler': 'kubernetes-models/autoscaling/v2',
  'networking.k8s.io/v1 Ingress': 'kubernetes-models/networking.k8s.io/v1',
  'networking.k8s.io/v1 NetworkPolicy': 'kubernetes-models/networking.k8s.io/v1',
  'policy/v1 PodDisruptionBudget': 'kubernetes-models/policy/v1',
  'gateway.networking.k8s.io/v1 HTTPRoute':
    '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1',
  'monitoring.coreos.com/v1 ServiceMonitor':
    '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1',
};

/**
 * What is wrong with the form of objects: unknown fields and wrong types, which the compiler finds,
 * and values out of range, which the schemas find. A kind without a model is a fault as well.
 */
export async function structureFaults(objects: readonly Manifest[]): Promise<readonly string[]> {
  const kinds = objects.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`);
  const unknown = kinds.filter((kind) => models[kind] === undefined);
  if (unknown.length > 0) return unknown.map((kind) => `${kind} has no model`);
  const values = await Promise.all(objects.map((object, i) => valueFaults(object, kinds[i] ?? '')));
  return [...fieldFaults(objects, kinds), ...values.flat()];
}

async function valueFaults(object: Manifest, kind: string): Promise<readonly string[]> {
  const { [object['kind']]: Model } = await import(models[kind] ?? '');
  try {
    new Model(object).validate();
    return [];
  } catch (thrown) {
    return [`${kind}: ${(thrown as Error).message}`];
  }
}

/** A literal that has a field too many, or one of another type, does not compile. */
function fieldFaults(objects: readonly Manifest[], kinds: readonly string[]): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'structure-'));
  try {
    symlinkSync(modules, join(folder, 'node_modules'));
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    const lines = objects.map((object, i) => {
      const type = `import('${models[kinds[i] ?? '']}').I${object['kind']}`;
      return `export const object${i}: ${type} = ${JSON.stringify(object, null, 1)};`;
    });
    writeFileSync(join(folder, 'objects.ts'), lines.join('\n'));
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext'];
    const run = spawnSync(
      join(modules, '.bin/tsc'),
      ['--ignoreConfig', ...options, '--target', 'es2024', '--types', '', 'objects.ts'],
      { cwd: folder, encoding: 'utf8' },
    );
    if (run.error !== undefined) throw run.error;
    return run.stdout.split('\n').filter((line) => /error TS/.test(line));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
