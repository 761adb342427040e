/** What goes back to the client; a body is sent as JSON, a string as it is. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Runs once the answer has left, also when the connection was torn instead. */
  readonly afterwards?: () => void;
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
