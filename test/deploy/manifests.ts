import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import { helm, kubectl } from './kubernetes-tools.ts';

const deploy = join(import.meta.dirname, '../../deploy');
export const chartFolder = join(deploy, 'helm/twitter-connector');

/** An object of Kubernetes, as it is sent to a cluster. */
export type Manifest = Record<string, any>;

/** The release under which chart and kustomize give the same names. */
const release = 'ef-twitter-connector';

/** What Helm makes of the chart with these values; throws what Helm complains of. */
export function chart(values: object = {}): readonly Manifest[] {
  const { ok, output, complaint } = template(values);
  if (!ok) throw new Error(complaint);
  return documents(output);
}

/** What Helm complains of when the chart is given these values; empty when it takes them. */
export const refusalOf = (values: object): string => template(values).complaint;

const template = (values: object) =>
  helm(['template', release, chartFolder, '--values', '-'], stringify(values));

/** What kustomize makes of an overlay with components. */
export function overlay(
  name: 'sqlite' | 'postgres',
  components: readonly string[] = [],
  more: object = {},
) {
  const folder = mkdtempSync(join(tmpdir(), 'overlay-'));
  const from = (path: string) => relative(folder, join(deploy, 'kustomize', path));
  try {
    const kustomization = {
      resources: [from(`overlays/${name}`)],
      components: components.map((component) => from(`components/${component}`)),
      ...more,
    };
    writeFileSync(join(folder, 'kustomization.yaml'), stringify(kustomization));
    const { ok, output, complaint } = kubectl(['kustomize', folder]);
    if (!ok || complaint !== '') throw new Error(complaint);
    return documents(output);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** YAML 1.1, as Kubernetes reads it. */
function documents(text: string): readonly Manifest[] {
  const parsed = parseAllDocuments(text, { version: '1.1', uniqueKeys: true });
  const faults = parsed.flatMap(({ errors, warnings }) => [...errors, ...warnings]);
  if (faults.length > 0) throw faults[0];
  return parsed.map((document) => document.toJS()).filter((object) => object !== null);
}

/** The objects of a kind. */
export const ofKind = (objects: readonly Manifest[], ...kinds: readonly string[]) =>
  objects.filter(({ kind }) => kinds.includes(kind));

/** The first object of a kind. */
export function theOne(objects: readonly Manifest[], ...kinds: readonly string[]): Manifest {
  const [found] = ofKind(objects, ...kinds);
  if (found === undefined) throw new Error(`there is no ${kinds.join(' or ')}`);
  return found;
}

/** What runs the pods. */
export const workloadIn = (objects: readonly Manifest[]): Manifest =>
  theOne(objects, 'Deployment', 'StatefulSet');

export const podIn = (objects: readonly Manifest[]): Manifest =>
  workloadIn(objects)['spec'].template.spec;

export const containerIn = (objects: readonly Manifest[]): Manifest =>
  podIn(objects)['containers'][0];

/** The variables of the container that stand in the object itself. */
export function environmentIn(objects: readonly Manifest[]): Readonly<Record<string, string>> {
  const variables: readonly Manifest[] = containerIn(objects)['env'];
  const plain = variables.filter(({ valueFrom }) => valueFrom === undefined);
  return Object.fromEntries(plain.map(({ name, value }) => [name, value]));
}
