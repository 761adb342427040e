import { fileTypeFromBuffer } from 'file-type';

/** The media type in a header, without parameters; what is none is `application/octet-stream`. */
export function contentTypeIn(header: string | undefined): string {
  const type = (header ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/.test(type) ? type : 'application/octet-stream';
}

/** So many bytes tell what a file is. */
export const sampleBytes = 4_100;

/** What the first bytes of a file say it is; undefined for text and whatever else says nothing. */
export async function contentTypeOf(sample: Uint8Array): Promise<string | undefined> {
  const found = await fileTypeFromBuffer(sample).catch(() => undefined);
  return found && contentTypeIn(found.mime);
}
