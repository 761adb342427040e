import { randomBytes } from 'node:crypto';
import { type Binding, bindText } from '../binding/bind.ts';
import { answerJson, type Handler, readBytes, springError } from '../http.ts';
import type { World } from '../world.ts';
import { type Arrival, refusalOf } from './arrivals.ts';

/** Where connectors deliver messages. */
export const RECEIVE_PATH = '/message/receive';

const BODY_BYTES_MAX = 4 * 1024 * 1024;
const ACCEPTED = {};

interface Envelope {
  readonly id?: unknown;
  readonly header?: {
    readonly channelData?: {
      serviceIdentifier?: unknown;
      channelCustomerIdentifier?: unknown;
    } | null;
    readonly providerMessageId?: unknown;
  } | null;
  readonly body?: { readonly type?: unknown; readonly markdownText?: unknown } | null;
}

/** `POST /message/receive`: binds a message and keeps it, or refuses it with 400. */
export function receive({ arrivals, channels, faults, settings }: World): Handler {
  return async (request, response) => {
    const bytes = await readBytes(request, BODY_BYTES_MAX);
    if (bytes === undefined) return answerJson(response, 413, springError(413, 'too large'));
    if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
      return answerJson(response, 415, springError(415, 'Content-Type is not application/json'));
    }
    const json = bytes.toString('utf8');
    const { binding, message } = bindText(json);
    const target = { path: RECEIVE_PATH, customer: customerOf(message) };
    if (await faults.strike('before', target, response)) return;

    const refusal = refusalOf(binding);
    if (refusal !== undefined) {
      arrivals.refuse(refusal);
      return answerJson(response, 400, springError(400, refusal));
    }
    const arrival = arrivalOf(message as Envelope, binding);
    arrivals.add({
      ...arrival,
      ...(!channels.has(arrival.serviceIdentifier) && { unknownChannel: true }),
      ...(settings.keepBodies && { json }),
    });
    if (await faults.strike('after', target, response)) return;
    answerJson(response, 200, ACCEPTED);
  };
}

function arrivalOf({ id, header, body }: Envelope, { unknownFields }: Binding): Arrival {
  return {
    at: Date.now(),
    serviceIdentifier: textOf(header?.channelData?.serviceIdentifier) ?? '',
    customer: textOf(header?.channelData?.channelCustomerIdentifier) ?? '',
    id: id === undefined ? randomBytes(12).toString('hex') : textOf(id),
    type: textOf(body?.type) ?? '',
    text: textOf(body?.markdownText) ?? '',
    providerMessageId: textOf(header?.providerMessageId),
    ...(unknownFields.length > 0 && { unknownFields }),
  };
}

function customerOf(message: unknown): string | undefined {
  const header = (message as Envelope | null | undefined)?.header;
  return textOf(header?.channelData?.channelCustomerIdentifier) ?? undefined;
}

/** A scalar as the object model keeps it. */
function textOf(value: unknown): string | null {
  return value === undefined || value === null ? null : String(value);
}
