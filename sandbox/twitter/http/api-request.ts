import type { IncomingHttpHeaders } from 'node:http';
import type { Part } from './multipart.ts';

const NO_PARAMETERS = new URLSearchParams();
const NO_PARTS: ReadonlyMap<string, Part> = new Map();
const MEDIA_UPLOADS = ['/1.1/media/upload.json', '/2/media/upload'];
const OWN_CALLS = /^\/2\/media\/upload\/(?:\d+\/)?(initialize|append|finalize)$/;
const TO_CONVERSATION = /^\/2\/dm_conversations\/(\d+)-(\d+)\/messages$/;
const TO_PARTICIPANT = /^\/2\/dm_conversations\/with\/(\d+)\/messages$/;
/** The hosts of X, which clients call through a proxy or an agent of their own. */
const HOST_OF_X = /^(?:api|upload|ton)\.(?:x|twitter)\.com$/;

/** One request with its whole body; query, form and JSON are read when first asked for. */
export class ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  /** The parts of a multipart body, by their names. */
  readonly parts: ReadonlyMap<string, Part>;
  readonly #search: string;
  #query: URLSearchParams | undefined;
  #form: URLSearchParams | undefined;
  #json: { readonly value: unknown } | undefined;

  constructor(
    method: string,
    target: string,
    headers: IncomingHttpHeaders,
    bytes: Buffer,
    parts = NO_PARTS,
  ) {
    const mark = target.indexOf('?');
    this.method = method;
    this.path = mark < 0 ? target : target.slice(0, mark);
    this.#search = mark < 0 ? '' : target.slice(mark + 1);
    this.headers = headers;
    this.bytes = bytes;
    this.parts = parts;
  }

  /** The URL a client signs: scheme, host as the client wrote it, and path. */
  get baseUrl(): string {
    const host = (this.headers.host ?? '').toLowerCase();
    return `${HOST_OF_X.test(host) ? 'https' : 'http'}://${host}${this.path}`;
  }

  /** The media type without its parameters, in lower case; empty when none was sent. */
  get contentType(): string {
    return (this.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  }

  get query(): URLSearchParams {
    this.#query ??= this.#search === '' ? NO_PARAMETERS : new URLSearchParams(this.#search);
    return this.#query;
  }

  /** The parameters of a form body; none for every other content type. */
  get form(): URLSearchParams {
    this.#form ??=
      this.contentType === 'application/x-www-form-urlencoded'
        ? new URLSearchParams(this.bytes.toString())
        : NO_PARAMETERS;
    return this.#form;
  }

  /** The body read as JSON whatever its content type; undefined when it is not JSON. */
  get json(): unknown {
    this.#json ??= { value: parsed(this.bytes) };
    return this.#json.value;
  }

  /** A parameter of the query, of a form or of a multipart body. */
  parameter(name: string): string | undefined {
    return this.query.get(name) ?? this.form.get(name) ?? this.parts.get(name)?.bytes.toString();
  }

  /** The command of a media upload. */
  get command(): string | undefined {
    const own = OWN_CALLS.exec(this.path)?.[1];
    if (own !== undefined) return own === 'initialize' ? 'INIT' : own.toUpperCase();
    return MEDIA_UPLOADS.includes(this.path) ? this.parameter('command') : undefined;
  }

  /** True for a call meant for this user; a conversation names both of its users. */
  isMeantFor(userId: string): boolean {
    const [, ...both] = TO_CONVERSATION.exec(this.path) ?? [];
    return both.includes(userId) || this.recipientId === userId;
  }

  /** The user a direct message, a typing indicator or a read receipt is meant for. */
  get recipientId(): string | undefined {
    const participant = TO_PARTICIPANT.exec(this.path)?.[1];
    if (participant !== undefined) return participant;
    if (!this.path.startsWith('/1.1/direct_messages/')) return undefined;
    if (this.contentType !== 'application/json') return this.form.get('recipient_id') ?? undefined;
    const body = this.json as SendBody;
    const id = body?.event?.message_create?.target?.recipient_id;
    return typeof id === 'string' ? id : undefined;
  }
}

type SendBody =
  | { event?: { message_create?: { target?: { recipient_id?: unknown } } } }
  | null
  | undefined;

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}
