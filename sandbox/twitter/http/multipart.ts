const PART_BYTES_MAX = 5_242_880;
const PART_HEADER_BYTES_MAX = 8_192;
const LINE_END = '\r\n';

/** One part of a multipart body. */
export interface Part {
  /** All bytes that came. */
  readonly size: number;
  /** The first 5 MB of them. */
  readonly bytes: Buffer;
}

interface OpenPart {
  readonly name: string;
  size: number;
  readonly chunks: Buffer[];
}

/** Reads a multipart/form-data body piece by piece (RFC 7578); keeps at most 5 MB of each part. */
export class MultipartReader {
  readonly #delimiter: Buffer;
  readonly #parts = new Map<string, Part>();
  #place: 'body' | 'headers' | 'end' | 'nowhere' = 'body';
  #rest: Buffer = Buffer.from(LINE_END);
  #open: OpenPart | undefined;

  constructor(boundary: string) {
    this.#delimiter = Buffer.from(`${LINE_END}--${boundary}`);
  }

  write(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    let goesOn = true;
    while (goesOn) goesOn = this.#place === 'body' ? this.#readBody() : this.#readHeaders();
  }

  /** The parts by name; undefined when the body was garbled or ended too early. */
  end(): ReadonlyMap<string, Part> | undefined {
    return this.#place === 'end' ? this.#parts : undefined;
  }

  /** Takes bytes up to the next delimiter; what may be the beginning of one stays. */
  #readBody(): boolean {
    const index = this.#rest.indexOf(this.#delimiter);
    if (index < 0) {
      this.#take(Math.max(0, this.#rest.length - this.#delimiter.length + 1));
      return false;
    }
    this.#take(index);
    this.#rest = this.#rest.subarray(this.#delimiter.length);
    this.#close();
    this.#place = 'headers';
    return true;
  }

  #readHeaders(): boolean {
    if (this.#place !== 'headers') {
      this.#rest = Buffer.alloc(0);
      return false;
    }
    if (this.#rest.subarray(0, 2).equals(Buffer.from('--'))) {
      this.#place = 'end';
      return false;
    }
    const end = this.#rest.indexOf(LINE_END + LINE_END);
    if (end < 0) {
      if (this.#rest.length > PART_HEADER_BYTES_MAX) this.#place = 'nowhere';
      return false;
    }
    const name = /;\s*name="([^"]*)"/i.exec(this.#rest.subarray(0, end).toString())?.[1];
    this.#rest = this.#rest.subarray(end + LINE_END.length * 2);
    if (name !== undefined) this.#open = { name, size: 0, chunks: [] };
    this.#place = name === undefined ? 'nowhere' : 'body';
    return true;
  }

  #take(length: number): void {
    const taken = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    if (this.#open === undefined) return;
    const room = Math.max(0, PART_BYTES_MAX - this.#open.size);
    if (room > 0) this.#open.chunks.push(taken.subarray(0, room));
    this.#open.size += taken.length;
  }

  #close(): void {
    if (this.#open === undefined) return;
    const { name, size, chunks } = this.#open;
    this.#parts.set(name, { size, bytes: Buffer.concat(chunks) });
    this.#open = undefined;
  }
}

/** The boundary in a content type; undefined when it is not multipart/form-data with one. */
export function boundaryOf(contentType: string): string | undefined {
  const found = /^multipart\/form-data\s*;.*?\bboundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType);
  return found?.[1] ?? found?.[2];
}
