// Writes the settings of the connector into the schema of the chart's values. A test says when that
// is to be done; a setting that is a secret, or a port, is named in test/deploy/settings-given.ts.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { plainSettings } from '../test/deploy/settings-given.ts';

const path = fileURLToPath(
  new URL('../deploy/helm/twitter-connector/values.schema.json', import.meta.url),
);
const schema = JSON.parse(readFileSync(path, 'utf8'));
const { TZ } = schema.properties.env.properties;
const formOf = (name: string): string => {
  if (name.endsWith('_URL')) return 'url';
  return name.endsWith('_MS') ? 'milliseconds' : 'setting';
};
schema.properties.env.properties = {
  TZ,
  ...Object.fromEntries(
    plainSettings.map((name) => [name, { $ref: `#/definitions/${formOf(name)}` }]),
  ),
};
writeFileSync(path, JSON.stringify(schema, null, 2));
spawnSync('biome', ['format', '--write', path], { stdio: 'inherit' });
