import { idIn } from './request-fields.ts';

/** The resource name of a file that the store has under this name. */
export const fileNameOf = (stored: string): string => `files/${stored}`;

const addressMax = 2_048;

/**
 * The address that a file store reads: as it was given, or, for `files/{name}`, one that says no
 * more than the name. Undefined for anything else.
 */
export function addressIn(file: string): string | undefined {
  const name = idIn('files', file);
  if (name !== undefined) return `?filename=${encodeURIComponent(name)}`;
  return isAddress(file) ? file : undefined;
}

/** Whether a file was asked for by the address that the File Engine gave. */
export const isAddress = (file: string): boolean =>
  /^https?:\/\/\S+$/i.test(file) && file.length <= addressMax;
