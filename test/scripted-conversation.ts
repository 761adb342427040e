import { call } from '../sandbox/stage/call.ts';
import { fileOf } from '../sandbox/stage/files.ts';
import { type Stage, setStage } from '../sandbox/stage/stage.ts';
import { DEFAULT_BUSINESS, DEFAULT_CUSTOMERS } from '../sandbox/twitter/defaults.ts';
import { eventually } from './eventually.ts';
import { type Form, registerFor } from './forms.ts';
import { sentOnX, type Shown } from './world.ts';

const [ada, grace] = DEFAULT_CUSTOMERS;
const business = DEFAULT_BUSINESS.id;

/** One thing that happens on X or at an agent's desk, and what the contact centre is told of it. */
interface Step {
  readonly what: string;
  readonly act: (stage: Stage) => Promise<unknown>;
  /** Type, and text or status, of everything that is shown. */
  readonly shows: readonly string[];
  /** The only forms that tell of it; absent: all do. */
  readonly toldBy?: readonly Form[];
}

const onX = (stage: Stage, path: string, body: object) =>
  call('POST', `${stage.x.url}/sandbox${path}`, body);
const writes =
  (body: object, from: string = ada.id) =>
  (stage: Stage) =>
    onX(stage, `/users/${from}/messages`, { to: business, text: '', ...body });
const asks = (id: string) => (stage: Stage) =>
  call('POST', `${stage.cim.ccmUrl}/sandbox/agent`, {
    serviceIdentifier: business,
    customer: ada.id,
    id,
    body: {
      type: 'BUTTON',
      buttonMessageType: 'QUICK_REPLIES',
      markdownText: 'What is it about?',
      additionalDetails: {},
      buttons: ['Cards', 'Loans'].map((title) => ({
        title,
        payload: `topic:${title}`,
        type: 'text',
        additionalButtonDetails: {},
      })),
    },
  });

/** The answer is lost, and so is every look-up: only the echo can tell that it was sent. */
async function answersInDoubt(stage: Stage): Promise<void> {
  const path = '/1.1/direct_messages/events/';
  await onX(stage, '/faults', { path: `${path}new`, when: 'after', tear: true, times: 1 });
  await onX(stage, '/faults', { path: `${path}list`, status: 503 });
  await stage.agentWrites(ada.id, 'We look into it.', { id: 'answer' });
}

async function hasRead(stage: Stage): Promise<void> {
  const lastReadEventId = (await sentOnX(stage, 0)).at(-1)?.id;
  await onX(stage, `/users/${ada.id}/reads`, { to: business, lastReadEventId });
}

/** A conversation with everything that a webhook tells of. */
const script: readonly Step[] = [
  { what: 'text', act: writes({ text: 'Hello' }), shows: ['PLAIN Hello'] },
  {
    what: 'lines, signs and a link',
    act: writes({ text: 'a < b & c\nsee https://example.com/?a=1&b=2' }),
    shows: ['PLAIN a < b & c\nsee https://example.com/?a=1&b=2'],
  },
  { what: 'emoji', act: writes({ text: '👩‍👩‍👧 👍🏽 مرحبا' }), shows: ['PLAIN 👩‍👩‍👧 👍🏽 مرحبا'] },
  { what: 'a menu', act: asks('menu'), shows: ['DELIVERYNOTIFICATION DELIVERED'] },
  {
    what: 'a tap on a quick reply',
    act: writes({ text: 'Loans', quickReply: 'topic:Loans' }),
    shows: ['PLAIN Loans (topic:Loans)'],
  },
  {
    what: 'staff who write in X’s own app',
    act: (stage) =>
      onX(stage, `/users/${business}/messages`, { to: ada.id, text: 'Good morning!' }),
    shows: [],
  },
  { what: 'an answer to staff', act: writes({ text: 'Thanks' }), shows: ['PLAIN Thanks'] },
  {
    what: 'a photo with a text',
    act: writes({
      text: 'look',
      media: { kind: 'photo', bytesBase64: fileOf('jpeg', 2_000).toString('base64') },
    }),
    shows: ['PLAIN look', 'IMAGE'],
  },
  {
    what: 'a video alone',
    act: writes({ media: { kind: 'video', fileBytes: 3_000 } }),
    shows: ['VIDEO'],
  },
  {
    what: 'a location',
    act: writes({ location: { latitude: 46.5197, longitude: 6.6323 } }),
    shows: ['LOCATION'],
  },
  {
    what: 'typing',
    act: (stage) => onX(stage, `/users/${ada.id}/typing`, { to: business }),
    shows: ['NOTIFICATION TYPING_STARTED'],
  },
  {
    what: 'an answer whose echo alone tells that it was sent',
    act: answersInDoubt,
    shows: ['DELIVERYNOTIFICATION DELIVERED'],
  },
  { what: 'reading', act: hasRead, shows: ['DELIVERYNOTIFICATION READ'] },
  { what: 'another customer', act: writes({ text: 'Hi' }, grace.id), shows: ['PLAIN Hi'] },
  ...['encrypted chat', 'more of it'].map(
    (what, i): Step => ({
      what,
      act: (stage) => onX(stage, `/users/${ada.id}/chats`, { to: business }),
      shows: i === 0 ? ["PLAIN [This conversation has moved to X's encrypted chat, …"] : [],
      toldBy: ['xaa'],
    }),
  ),
];

/** What the contact centre is told of the script when X delivers in these forms. */
export const expectedOf = (forms: readonly Form[]): readonly string[] =>
  script
    .filter(({ toldBy = forms }) => toldBy.some((form) => forms.includes(form)))
    .flatMap(({ shows }) => shows);

/** Everything the contact centre got of the script, which X delivered in these forms. */
export async function play(forms: readonly Form[], startMs: number): Promise<readonly Shown[]> {
  let nowMs = startMs;
  const stage = await setStage({ x: { now: () => nowMs } });
  try {
    await registerFor(stage, forms);
    for (const [i, step] of script.entries()) {
      nowMs = startMs + (i + 1) * 1_000;
      await step.act(stage);
      const shown = expectedOfScript(forms, i + 1);
      await eventually(
        () => told(stage),
        ({ length }) => length >= shown,
        10_000,
      );
      await eventually(
        () => pending(stage),
        (count) => count === 0,
      );
    }
    await eventually(
      () => 0,
      () => false,
      500,
    );
    return await told(stage);
  } finally {
    await stage.close();
  }
}

const expectedOfScript = (forms: readonly Form[], steps: number): number =>
  script
    .slice(0, steps)
    .filter(({ toldBy = forms }) => toldBy.some((form) => forms.includes(form)))
    .reduce((count, { shows }) => count + shows.length, 0);

const told = async (stage: Stage): Promise<readonly Shown[]> =>
  (await call('GET', `${stage.cim.ccmUrl}/sandbox/messages`)).body;

const pending = async (stage: Stage): Promise<number> =>
  (await call('GET', `${stage.x.url}/sandbox/state`)).body.counts.deliveries.pending;

/** A message in a few words: its type, and its text with the payload, or its status. */
export function inShort({ type, text, message }: Shown): string {
  const { status, notificationType } = message.body;
  const { payload } = message.header.entities;
  const words = status ?? notificationType ?? text?.replace(/(encrypted chat, ).*/, '$1…') ?? '';
  return `${type} ${words}${payload === undefined ? '' : ` (${payload})`}`.trim();
}

/** A message without what our clock, or chance, put into it; all that X tells is left. */
export function asTold({ message }: Shown): object {
  const { header, body } = message;
  const isOurs = ['NOTIFICATION', 'DELIVERYNOTIFICATION'].includes(body.type);
  const isNotice = header.providerMessageId?.startsWith('-') === true;
  return {
    id: body.type === 'NOTIFICATION' ? 'by chance' : message.id,
    header: { ...header, timestamp: isOurs || isNotice ? 'our clock' : header.timestamp },
    body: {
      ...body,
      ...(body.attachment && { attachment: { ...body.attachment, mediaUrl: 'by chance' } }),
    },
  };
}
