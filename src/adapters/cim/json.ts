/** A JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The JSON object that this value is; undefined when it is anything else. */
export function objectIn(value: unknown): JsonObject | undefined {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as JsonObject) : undefined;
}

/** The objects of a list; other elements, and anything that is no list, count as nothing. */
export function objectsIn(value: unknown): readonly JsonObject[] {
  if (!Array.isArray(value)) return [];
  return value.map(objectIn).filter((element) => element !== undefined);
}

/** A scalar as the object model reads it: numbers and booleans are their text, null is nothing. */
export function textIn(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** Whether this is a number that JSON has already rounded, so that no id can be read from it. */
export function isRounded(value: unknown): boolean {
  return typeof value === 'number' && !Number.isSafeInteger(value);
}
