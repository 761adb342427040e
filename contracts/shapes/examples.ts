import type { Interaction, PactBody } from '../pact-files.ts';

/** The query as an object: X takes each parameter once. */
export const queryOf = ({ query = {} }: Interaction['request']): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(query).map(([name, values]) => [name, values.join()]));

/** A body as a value: JSON as it is, the fields of a form; undefined for whatever is neither. */
export function valueOf(body: PactBody | undefined): unknown {
  if (body === undefined) return undefined;
  const { content, contentType, encoded } = body;
  if (contentType.startsWith('application/json')) return content;
  const bytes = Buffer.from(String(content), encoded || 'utf8').toString('latin1');
  if (contentType.startsWith('application/x-www-form-urlencoded')) {
    return Object.fromEntries(new URLSearchParams(bytes));
  }
  return contentType.startsWith('multipart/form-data') ? partsIn(bytes) : undefined;
}

function partsIn(bytes: string): Readonly<Record<string, string>> {
  const parts = [...bytes.matchAll(/name="(\w+)"[^]*?\r\n\r\n([^]*?)\r\n--/g)];
  return Object.fromEntries(parts.map(([, name, value]) => [name, value]));
}
