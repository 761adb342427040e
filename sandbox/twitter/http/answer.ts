/** What goes back to the client; a body is sent as JSON, a string as it is. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Stands for `body` when a file goes back. */
  readonly content?: Content;
  /** Runs once the answer has left, also when the connection was torn instead. */
  readonly afterwards?: () => void;
}

/** A file to send, and what goes wrong on the way. */
export interface Content {
  readonly type: string;
  readonly bytes: Buffer;
  /** False: sent in chunks, without `content-length`. */
  readonly hasLength: boolean;
  /** The connection falls silent after so many bytes. */
  readonly stallAfterBytes: number | null;
  /** The connection is torn after so many bytes. */
  readonly truncateAfterBytes: number | null;
}

/** Stands for an answer that never arrives: the connection is torn. */
export interface TornAnswer {
  readonly torn: true;
  readonly afterwards?: () => void;
}

/** 200 with a JSON body. */
export function ok(body: unknown): Answer {
  return { status: 200, body };
}

/** 204 without a body. */
export const NO_CONTENT: Answer = { status: 204 };
