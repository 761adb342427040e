import { textIn } from '../json.ts';

/** A scalar as text without white space around it; `''` for anything else. */
export const trimmed = (value: unknown): string => textIn(value)?.trim() ?? '';

/** What is not empty, one a line. */
export const lines = (parts: readonly string[]): string => parts.filter(Boolean).join('\n');

/** What is not empty, one a line, nothing twice. */
export const distinctLines = (parts: readonly string[]): string => lines([...new Set(parts)]);

/** What is not empty, on one line. */
export const joined = (parts: readonly unknown[], separator: string): string =>
  parts.map(trimmed).filter(Boolean).join(separator);

/** Whether this is the address of a page. */
export const isWebAddress = (text: string): boolean => /^https?:\/\/\S+$/i.test(text);
