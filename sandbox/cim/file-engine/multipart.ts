/** One part of a multipart/form-data body. */
export interface Part {
  readonly name: string;
  readonly fileName: string | undefined;
  readonly contentType: string | undefined;
  readonly bytes: Buffer;
}

const BREAK = Buffer.from('\r\n');
const HEAD_END = Buffer.from('\r\n\r\n');

/** The boundary a content type names; undefined when it is not multipart/form-data. */
export function boundaryOf(contentType: string | undefined): string | undefined {
  if (!/^multipart\/form-data\b/i.test(contentType ?? '')) return undefined;
  const match = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType ?? '');
  return match?.[1] ?? match?.[2];
}

/** Splits a multipart/form-data body; undefined when it is malformed or cut off. */
export function partsOf(body: Buffer, boundary: string): Part[] | undefined {
  const parts: Part[] = [];
  const separator = Buffer.from(`\r\n--${boundary}`);
  const first = Buffer.from(`--${boundary}`);
  if (!body.subarray(0, first.length).equals(first)) return undefined;
  let position = first.length;
  while (!body.subarray(position, position + 2).equals(Buffer.from('--'))) {
    const headStart = position + BREAK.length;
    const headEnd = body.indexOf(HEAD_END, position);
    const end = body.indexOf(separator, headEnd);
    if (headEnd < 0 || end < 0) return undefined;
    const head = body.subarray(headStart, Math.max(headStart, headEnd)).toString('utf8');
    const part = partOf(head, body.subarray(headEnd + HEAD_END.length, end));
    if (part === undefined) return undefined;
    parts.push(part);
    position = end + separator.length;
  }
  return parts;
}

function partOf(head: string, bytes: Buffer): Part | undefined {
  const disposition = /^content-disposition:\s*form-data\b(.*)$/im.exec(head)?.[1] ?? '';
  const name = /;\s*name="([^"]*)"/i.exec(disposition)?.[1];
  if (name === undefined) return undefined;
  const fileName = /;\s*filename="((?:[^"\\]|\\.)*)"/i.exec(disposition)?.[1];
  const contentType = /^content-type:\s*(.+)$/im.exec(head)?.[1]?.trim();
  return { name, fileName: fileName && unescaped(fileName), contentType, bytes };
}

function unescaped(fileName: string): string {
  return fileName.replaceAll('\\"', '"').replaceAll('%22', '"').replaceAll('\\\\', '\\');
}
