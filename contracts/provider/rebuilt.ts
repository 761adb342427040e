import { formType } from '../consumer/bodies.ts';

/** A request of a pact, as it is about to go to the provider. */
export interface Sent {
  readonly method: string;
  /** With the query. */
  readonly url: string;
  readonly authorization: string | undefined;
  /** That of X over the body. */
  readonly signature: string | undefined;
  readonly body: Buffer | undefined;
  /** The fields of a form. */
  readonly form: Readonly<Record<string, string>> | undefined;
}

/** What Pact's proxy gives to a filter, which may change it. */
export interface WireRequest {
  readonly method: string;
  url: string;
  readonly headers: Record<string, string | undefined>;
  body: unknown;
}

const signatureHeader = 'x-twitter-webhooks-signature';

/**
 * Changes a request in Pact's proxy. Bodies are written anew from what the proxy parsed, since it
 * would send forms as JSON, with the length that they then have.
 */
export function rebuilt(request: WireRequest, change: (sent: Sent) => Sent): void {
  if (request.url === '/_pactSetup') return;
  const { headers, method, url } = request;
  const body = bytesOf(request);
  const form = isForm(headers) ? (request.body as Record<string, string>) : undefined;
  const authorization = headers['authorization'];
  const signature = headers[signatureHeader];
  const sent = change({ method, url, authorization, signature, body, form });
  request.url = sent.url;
  if (sent.authorization !== undefined) headers['authorization'] = sent.authorization;
  if (sent.signature !== undefined) headers[signatureHeader] = sent.signature;
  if (sent.body === undefined) return;
  request.body = sent.body;
  headers['content-length'] = String(sent.body.length);
}

function bytesOf({ headers, body }: WireRequest): Buffer | undefined {
  if (Buffer.isBuffer(body)) return body.length === 0 ? undefined : body;
  if (typeof body !== 'object' || body === null || headers['content-type'] === undefined) {
    return undefined;
  }
  if (!isForm(headers)) return Buffer.from(JSON.stringify(body));
  return Buffer.from(new URLSearchParams(body as Record<string, string>).toString());
}

const isForm = (headers: WireRequest['headers']): boolean =>
  headers['content-type']?.startsWith(formType) ?? false;
