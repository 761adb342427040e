import { objectsIn, textIn } from './json.ts';

/**
 * Provider attributes from CCM's list of `{key, type, value}`. Elements without a key or a value
 * are passed over; of two with the same key the last one counts.
 */
export function attributesIn(list: unknown): Readonly<Record<string, string>> {
  const attributes = objectsIn(list).flatMap((element) => {
    const key = textIn(element.key)?.trim() ?? '';
    const value = textIn(element.value);
    return key === '' || value === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(attributes);
}
