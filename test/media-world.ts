import { createHash } from 'node:crypto';
import { call } from '../sandbox/stage/call.ts';
import type { Stage } from '../sandbox/stage/stage.ts';
import { DEFAULT_BUSINESS, DEFAULT_CUSTOMERS } from '../sandbox/twitter/defaults.ts';
import { eventually } from './eventually.ts';
import type { Shown } from './world.ts';

const [ada] = DEFAULT_CUSTOMERS;

export const mebibyte = 1024 * 1024;

/** What makes a file special; each is a column of the tables. */
export const ways = ['small', 'at the limit', 'above it', 'wrong extension', 'truncated'] as const;

export type Way = (typeof ways)[number];

export const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A file as X has it. */
export interface MediaOnX {
  readonly id: string;
  readonly category: string;
  readonly bytes: number;
  readonly sha256: string | null;
  readonly state: string;
  readonly attachedTo: readonly string[];
}

/** Everything that was uploaded to X or attached there, in order. */
export const mediaOnX = async (stage: Stage): Promise<readonly MediaOnX[]> =>
  (await call('GET', `${stage.x.url}/sandbox/media`)).body;

/** How often X was asked for something with this in its path. */
export async function timesAsked(stage: Stage, path: string): Promise<number> {
  const { body } = await call('GET', `${stage.x.url}/sandbox/requests`);
  return (body as readonly { readonly path: string }[]).filter((request) =>
    request.path.includes(path),
  ).length;
}

/** Changes how X treats files. */
export const settleX = (stage: Stage, media: object) =>
  call('POST', `${stage.x.url}/sandbox/settings`, { media });

/** Changes how CCM and the File Engine behave. */
export const settleCim = (stage: Stage, settings: object) =>
  call('POST', `${stage.cim.ccmUrl}/sandbox/settings`, settings);

/** Ada sends a file, as the control surface of X describes it; gives the event's id. */
export async function customerSends(stage: Stage, media: object, text = ''): Promise<string> {
  const url = `${stage.x.url}/sandbox/users/${ada.id}/messages`;
  const { status, body } = await call('POST', url, { to: DEFAULT_BUSINESS.id, text, media });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body.event.id as string;
}

/** What the contact centre has seen of Ada, in order. */
export async function seen(stage: Stage): Promise<readonly Shown[]> {
  const { body } = await call('GET', `${stage.cim.ccmUrl}/sandbox/messages?customer=${ada.id}`);
  return (body as readonly Shown[]).filter(({ type }) => type !== 'DELIVERYNOTIFICATION');
}

/** What the contact centre shows of an event, once there are so many parts. */
export function partsOf(stage: Stage, eventId: string, count: number) {
  const look = async () =>
    (await seen(stage)).filter(({ providerMessageId }) => providerMessageId === eventId);
  return eventually(look, (found) => found.length >= count, 20_000);
}

/** The bytes that agents open behind an address of the File Engine. */
export const bytesAt = async (mediaUrl: string): Promise<Uint8Array> =>
  new Uint8Array(await (await fetch(mediaUrl)).arrayBuffer());

let sent = 0;

/**
 * Puts a file into the File Engine, as the agent desk does, and sends it to Ada; gives the id of
 * the message. `body` replaces fields of the usual one.
 */
export async function agentSends(
  stage: Stage,
  name: string,
  file: Buffer,
  mimeType: string,
  body: object = {},
): Promise<string> {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(file)], { type: mimeType }), name);
  form.append('conversationId', '11111');
  const url = `${stage.cim.fileEngineUrl}/api/uploadFileStream`;
  const stored = (await (await fetch(url, { method: 'POST', body: form })).json()) as {
    name: string;
  };
  const mediaUrl = `https://desk.example/file-engine/api/downloadFileStream?filename=${stored.name}`;
  const attachment = { mediaUrl, mimeType, size: file.length, mediaName: stored.name };
  const id = `media-${++sent}`;
  await call('POST', `${stage.cim.ccmUrl}/sandbox/agent`, {
    serviceIdentifier: DEFAULT_BUSINESS.id,
    customer: ada.id,
    id,
    body: { type: bodyTypeOf(mimeType), caption: name, attachment, ...body },
  });
  return id;
}

/** The type that agent desks give a file. */
function bodyTypeOf(mimeType: string): string {
  const major = mimeType.split('/', 1)[0] ?? '';
  return ['image', 'video', 'audio'].includes(major) ? major.toUpperCase() : 'FILE';
}

/** What the contact centre is told of an agent's message, once it is told anything. */
export async function reportOn(stage: Stage, id: string) {
  const look = async () => {
    const url = `${stage.cim.ccmUrl}/sandbox/messages?type=DELIVERYNOTIFICATION`;
    const reports = (await call('GET', url)).body as readonly Shown[];
    return reports.filter(({ message }) => message.body.messageId === id);
  };
  const [report] = await eventually(look, (found) => found.length > 0, 30_000);
  return report?.message;
}
