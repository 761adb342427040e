import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Interaction } from '../pact-files.ts';

type Schema = Parameters<typeof z.fromJSONSchema>[0];

interface Endpoint {
  readonly method: string;
  /** `{…}` stands for any segment. */
  readonly path: string;
  readonly query?: Schema;
  readonly body?: Schema;
  /** By status; `false`: without a body. Every refusal has one of X's forms, or no JSON at all. */
  readonly answers: Readonly<Record<string, Schema | false>>;
}

const record = JSON.parse(readFileSync(new URL('x.schema.json', import.meta.url), 'utf8')) as {
  readonly endpoints: readonly Endpoint[];
  readonly $defs: Record<string, Schema>;
};

/** What is wrong with a value; nothing when it has the shape. */
export function faultsOf(value: unknown, schema: Schema): readonly string[] {
  const whole = typeof schema === 'object' ? { $defs: record.$defs, ...schema } : schema;
  const { error } = z.fromJSONSchema(whole as Schema).safeParse(value);
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

/** What is wrong with a value that should be what the record calls so. */
export const faultsAs = (value: unknown, name: string): readonly string[] =>
  faultsOf(value, { $ref: `#/$defs/${name}` });

/** The names in the record. */
export const names: ReadonlySet<string> = new Set(Object.keys(record.$defs));

/** The end point of an interaction; undefined when the record has none. */
export const endpointOf = ({ method, path }: Interaction['request']): Endpoint | undefined =>
  record.endpoints.find(
    (each) =>
      each.method === method && patternOf(each.path).test(path.replace(/^\/twitter-connector/, '')),
  );

function patternOf(path: string): RegExp {
  const escaped = path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+');
  return new RegExp(`^${escaped}$`);
}
