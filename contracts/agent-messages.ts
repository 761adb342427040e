import { readFileSync } from 'node:fs';

type Body = Readonly<Record<string, unknown>>;

/** What CCM hands over, in the words of its object model. */
export interface AgentMessage {
  /** What CCM does with it. */
  readonly what: string;
  readonly id: string;
  readonly body: Body;
  /** Fields of the header that are not as usual. */
  readonly header?: Body;
  /** An agent unless told. */
  readonly senderType?: 'AGENT' | 'BOT';
}

const recorded = new URL('../test/fixtures/cim/bodies.jsonl', import.meta.url);

/** One body of each type that the object model has, as recorded. */
const bodies: readonly Body[] = readFileSync(recorded, 'utf8')
  .trim()
  .split('\n')
  .map((line) => (JSON.parse(line) as { readonly body: Body }).body);

const ofTypes = bodies.map((body) => ({
  what: `hands over a body of type ${String(body['type'])}`,
  body,
}));

const plain = (markdownText: string): Body => ({ type: 'PLAIN', markdownText });

const others: readonly Omit<AgentMessage, 'id'>[] = [
  { what: 'hands over what a bot says', body: plain('I am a bot'), senderType: 'BOT' },
  { what: 'hands over what was edited', body: plain('Hello'), header: { intent: 'UPDATE' } },
  {
    what: 'hands over that an agent opens a conversation',
    body: plain(''),
    header: { intent: 'AGENT_OUTBOUND' },
  },
  {
    what: 'hands over buttons that lead to pages',
    body: {
      type: 'BUTTON',
      markdownText: 'Pay here',
      buttons: [{ title: 'Pay', payload: 'https://example.com/pay', type: 'web_url' }],
      buttonMessageType: 'BUTTON',
      additionalDetails: {},
    },
  },
  {
    what: 'hands over that an agent has read',
    body: {
      type: 'DELIVERYNOTIFICATION',
      markdownText: null,
      messageId: '19cbac69-2e80-8000-8400-00002bacb87a',
      status: 'READ',
      reasonCode: 200,
    },
  },
  { what: 'hands over a type that nobody knows yet', body: { type: 'POLL', markdownText: 'Tea?' } },
];

/** Each form in which CCM hands something over. */
export const agentMessages: readonly AgentMessage[] = [...ofTypes, ...others].map((message, n) => ({
  ...message,
  id: `1a2c042f-3d4e-4f7a-9f60-${String(n).padStart(12, '0')}`,
}));
