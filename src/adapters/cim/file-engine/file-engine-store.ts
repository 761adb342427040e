import { Agent, type Dispatcher, request } from 'undici';
import type { Clock } from '../../../domain/delivery/clock.ts';
import { Failure } from '../../../domain/errors.ts';
import type { FileStore, NewFile, StoredFile } from '../../../domain/media/file-store.ts';
import { answerIn, sizeIn, storedFrom } from './answer.ts';
import { type AnswerBody, downloadOf } from './download.ts';
import { failureFrom } from './failure-from.ts';
import { fileNameIn } from './file-name.ts';
import { IdleTimer } from './idle-timer.ts';
import { UploadForm } from './upload-form.ts';

export interface FileEngineStoreOptions {
  /** The base that we use, with or without a path of its own. */
  readonly url: string;
  /** The base that customers can reach; without it the store is not public. */
  readonly publicUrl?: string;
  readonly clock: Pick<Clock, 'after'>;
  /** How long a transfer may stand still. */
  readonly idleTimeoutMs?: number;
  /** Transfers at a time; any number unless told. */
  readonly connections?: number;
}

type Answer = Dispatcher.ResponseData;

/** The files of the contact centre, in its File Engine. No redirection is followed. */
export class FileEngineStore implements FileStore {
  readonly #base: string;
  readonly #publicBase: string | undefined;
  readonly #clock: Pick<Clock, 'after'>;
  readonly #idleTimeoutMs: number;
  readonly #transfers: Agent;
  /** Of its own: a download that waits for the size of its file holds a connection. */
  readonly #facts: Agent;

  constructor({ url, publicUrl, clock, idleTimeoutMs = 60_000, ...rest }: FileEngineStoreOptions) {
    this.#base = url.replace(/\/+$/, '');
    this.#publicBase = publicUrl?.replace(/\/+$/, '');
    this.#clock = clock;
    this.#idleTimeoutMs = idleTimeoutMs;
    const untimed = { connect: { timeout: idleTimeoutMs }, headersTimeout: 0, bodyTimeout: 0 };
    this.#transfers = new Agent({ ...untimed, ...rest });
    this.#facts = new Agent(untimed);
  }

  async put(file: NewFile): Promise<StoredFile> {
    const form = new UploadForm(file);
    const idle = new IdleTimer(this.#clock, this.#idleTimeoutMs);
    try {
      const answer = await request(`${this.#base}/api/uploadFileStream`, {
        dispatcher: this.#transfers,
        signal: idle.signal,
        method: 'POST',
        headers: { accept: 'application/json', ...form.headers },
        body: form.read(() => idle.moved()),
      });
      answer.body.on('error', () => undefined);
      const { name, ...facts } = storedFrom(answer.statusCode, await answerIn(answer.body), form);
      return { name, ...facts, url: addressOf(this.#base, name) };
    } catch (thrown) {
      throw idle.failureOf(thrown);
    } finally {
      idle.end();
    }
  }

  async get(url: string): ReturnType<FileStore['get']> {
    const name = fileNameIn(url);
    if (name === undefined) throw new Failure('not-found', 'the address names no file');
    const idle = new IdleTimer(this.#clock, this.#idleTimeoutMs);
    try {
      const { statusCode, headers, body } = await this.#read('downloadFileStream', name, idle);
      try {
        if (statusCode === 404 || statusCode === 410) throw failureFrom(statusCode, 'not-found');
        if (statusCode !== 200) throw failureFrom(statusCode);
        const sizeBytes = sizeIn(headers['content-length']) ?? (await this.#sizeOf(name, idle));
        const declaredType = [headers['content-type']].flat()[0];
        return await downloadOf(body, { name, sizeBytes, declaredType }, idle);
      } catch (thrown) {
        body.destroy();
        throw thrown;
      }
    } catch (thrown) {
      idle.end();
      throw idle.failureOf(thrown);
    }
  }

  publicUrl(url: string): string | undefined {
    const name = fileNameIn(url);
    if (this.#publicBase === undefined || name === undefined) return undefined;
    return addressOf(this.#publicBase, name);
  }

  /** Ends all connections; transfers that are under way fail. */
  async close(): Promise<void> {
    await Promise.all([this.#transfers.destroy(), this.#facts.destroy()]);
  }

  async #sizeOf(name: string, idle: IdleTimer): Promise<number> {
    const { statusCode, body } = await this.#read('getFileStat', name, idle);
    const size = sizeIn((await answerIn(body))?.size);
    if (statusCode === 200 && size !== undefined) return size;
    throw new Failure('media-unavailable', 'the File Engine does not say how large the file is');
  }

  async #read(
    what: 'downloadFileStream' | 'getFileStat',
    name: string,
    idle: IdleTimer,
  ): Promise<Omit<Answer, 'body'> & { readonly body: AnswerBody }> {
    const answer = await request(addressOf(this.#base, name, what), {
      dispatcher: what === 'getFileStat' ? this.#facts : this.#transfers,
      signal: idle.signal,
      headers: { 'accept-encoding': 'identity' },
    });
    answer.body.on('error', () => undefined);
    return answer;
  }
}

const addressOf = (base: string, name: string, what = 'downloadFileStream'): string =>
  `${base}/api/${what}?filename=${encodeURIComponent(name.toWellFormed())}`;
