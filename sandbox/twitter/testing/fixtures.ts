import { readFileSync } from 'node:fs';

const FOLDER = new URL('../../../test/fixtures/x/', import.meta.url);

/** A sample body of X. */
export function fixture(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8'));
}

/** The value with every leaf replaced by its type; equal elements of a list count once. */
export function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) {
    return [...new Set(value.map((each) => JSON.stringify(shapeOf(each))))].toSorted();
  }
  if (typeof value !== 'object' || value === null) return typeof value;
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, shapeOf(member)]));
}
