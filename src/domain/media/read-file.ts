import type { Clock } from '../delivery/clock.ts';
import type { FileStore } from './file-store.ts';

/** Reads a file of the contact centre's store. */
export class ReadFile {
  readonly #files: Pick<FileStore, 'get'>;
  readonly #clock: Clock;
  readonly #timeoutMs: number;

  /** `timeoutMs`: longest time for a whole transfer, however slowly it is read. */
  constructor(files: Pick<FileStore, 'get'>, clock: Clock, timeoutMs: number) {
    this.#files = files;
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
  }

  /** As {@link FileStore.get}; whoever reads must close it. */
  async execute(url: string): ReturnType<FileStore['get']> {
    const file = await this.#files.get(url);
    const inTime = this.#clock.after(this.#timeoutMs, () => void file.close());
    const close = async () => {
      inTime();
      await file.close();
    };
    return { ...file, close };
  }
}
