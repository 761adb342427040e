import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { Failure } from '../../../domain/errors.ts';
import type { NewFile } from '../../../domain/media/file-store.ts';
import { contentTypeIn } from './content-type.ts';
import { safeMark, safeName } from './file-name.ts';

/**
 * A file as multipart/form-data, `conversationId` before `file`. The file is read as fast as the
 * form is, and no faster.
 */
export class UploadForm {
  readonly contentType: string;
  readonly #file: NewFile;
  readonly #boundary = `----${randomUUID()}`;
  #bytesRead = 0;
  #isComplete = false;

  constructor(file: NewFile) {
    this.#file = file;
    this.contentType = contentTypeIn(file.contentType);
  }

  /** With a length where the size of the file is known. */
  get headers(): Readonly<Record<string, string>> {
    const { sizeBytes } = this.#file;
    const around = this.#head().length + this.#tail().length;
    return {
      'content-type': `multipart/form-data; boundary=${this.#boundary}`,
      ...(sizeBytes !== undefined && { 'content-length': String(around + sizeBytes) }),
    };
  }

  /** Bytes of the file that were read. */
  get bytesRead(): number {
    return this.#bytesRead;
  }

  /** Whether the file was read to its end. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** The form; fails as the file does. `moved` is called whenever a piece comes or goes. */
  read(moved: () => void): Readable {
    const readable = Readable.from(this.#pieces(moved));
    return readable.on('error', () => undefined);
  }

  async *#pieces(moved: () => void): AsyncGenerator<Uint8Array> {
    yield this.#head();
    moved();
    for await (const chunk of this.#file.bytes) {
      this.#bytesRead += chunk.length;
      this.#checkSize('larger', this.#bytesRead > (this.#file.sizeBytes ?? Infinity));
      moved();
      yield chunk;
      moved();
    }
    this.#checkSize('smaller', this.#bytesRead < (this.#file.sizeBytes ?? 0));
    this.#isComplete = true;
    yield this.#tail();
  }

  #checkSize(how: string, isWrong: boolean): void {
    if (isWrong) throw new Failure('media-unavailable', `the file is ${how} than was said`);
  }

  #head(): Uint8Array {
    const { conversationId, name } = this.#file;
    const fileName = safeName(name, this.contentType);
    return Buffer.from(
      `--${this.#boundary}\r\n` +
        'content-disposition: form-data; name="conversationId"\r\n\r\n' +
        `${safeMark(conversationId)}\r\n` +
        `--${this.#boundary}\r\n` +
        `content-disposition: form-data; name="file"; filename="${fileName}"\r\n` +
        `content-type: ${this.contentType}\r\n\r\n`,
    );
  }

  #tail(): Uint8Array {
    return Buffer.from(`\r\n--${this.#boundary}--\r\n`);
  }
}
