import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { parse } from 'yaml';

const folder = join(import.meta.dirname, '../docs/api');

/** The names of the schemas that both descriptions refer to. */
export const schemaFiles = ['agent-message', 'customer-message', 'x-delivery'].map(
  (name) => `schemas/${name}.yaml`,
);

/** A file of `docs/api`, as a value. */
export const described = (file: string): any => parse(readFileSync(join(folder, file), 'utf8'));

export const openapi = described('openapi.yaml');
export const asyncapi = described('asyncapi.yaml');

const ajv = new Ajv2020({
  strict: true,
  strictTypes: false,
  strictRequired: false,
  allErrors: true,
});
// A whole description is no schema, but has schemas at places that can be referred to.
ajv.addVocabulary(Object.keys({ ...openapi, ...asyncapi }));
for (const file of schemaFiles) ajv.addSchema(described(file), `docs:/api/${file}`);
ajv.addSchema({
  $id: 'docs:/api/openapi.yaml',
  components: openapi.components,
  paths: openapi.paths,
});

/** Decides whether values fit a schema of the descriptions, whose references lead on from there. */
export function validating(schema: object): ValidateFunction {
  const absolute = JSON.stringify(schema)
    .replaceAll('"$ref":"#/', '"$ref":"docs:/api/openapi.yaml#/')
    .replaceAll('"$ref":"schemas/', '"$ref":"docs:/api/schemas/');
  return ajv.compile(JSON.parse(absolute) as object);
}

/** What is wrong with a value according to a schema of the descriptions. */
export function faultsOf(value: unknown, schema: ValidateFunction): readonly string[] {
  schema(value);
  return (schema.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** What a reference within a description leads to; anything else is itself. */
export function followed(document: any, value: any): any {
  const [, pointer] = /^#\/(.+)$/.exec(value?.$ref ?? '') ?? [];
  if (pointer === undefined) return value;
  const names = pointer.split('/').map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
  return followed(
    document,
    names.reduce((at, name) => at[name], document),
  );
}

/** Each value that differs from this one in one place: a member gone, or of another type or form. */
export function* variantsOf(value: unknown): Iterable<unknown> {
  if (typeof value === 'string') {
    yield* [
      value.slice(1),
      value.slice(0, -1),
      `${value}x`,
      ` ${value} `,
      value.replace('s:', ':'),
    ];
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    const { [name]: _, ...without } = value as Record<string, unknown>;
    if (!Array.isArray(value)) yield without;
    for (const other of [...others, ...variantsOf(member)]) {
      yield Array.isArray(value) ? value.with(Number(name), other) : { ...value, [name]: other };
    }
  }
}

const others = [null, 7, 'x', ' ', 1e20, 1.5, true, [], {}];
