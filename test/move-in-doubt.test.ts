import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { call } from '../sandbox/stage/call.ts';
import { type Stage, setStage } from '../sandbox/stage/stage.ts';
import { DEFAULT_BUSINESS, DEFAULT_CUSTOMERS } from '../sandbox/twitter/defaults.ts';
import { reportOn } from './media-world.ts';
import { faultOnX, sentOnX } from './world.ts';

const [ada] = DEFAULT_CUSTOMERS;
const id = 'doubt-1';
let stage: Stage;

beforeEach(async () => {
  stage = await setStage();
});
afterEach(() => stage.close());

const asked = {
  type: 'BUTTON',
  buttonMessageType: 'QUICK_REPLIES',
  markdownText: 'What is it about?',
  additionalDetails: {},
  buttons: ['Cards', 'Loans'].map((title) => ({
    title,
    payload: title,
    type: 'text',
    additionalButtonDetails: {},
  })),
};
const v2 = { 'MESSAGES-API': 'v2', 'EVENTS-API': 'v2' };

test.each([
  ['v2', {}, v2, '/1.1/direct_messages/events/new.json', 'What is it about?'],
  [
    'v1.1',
    v2,
    { 'MESSAGES-API': 'v1.1', 'EVENTS-API': 'v1.1' },
    '/2/dm_conversations/with/',
    'What is it about?\n1. Cards\n2. Loans',
  ],
])(
  'a choice in doubt is not sent twice when its account moves to API %s',
  async (_to, before, after, path, text) => {
    await call('POST', `${stage.x.url}/sandbox/settings`, { echo: 'off' });
    await stage.register(before);
    await faultOnX(stage, { path, times: 1, when: 'after', tear: true });
    const message = { serviceIdentifier: DEFAULT_BUSINESS.id, customer: ada.id, id, body: asked };
    await call('POST', `${stage.cim.ccmUrl}/sandbox/agent`, message);
    const [sent] = await sentOnX(stage, 1);
    expect(await stage.register(after)).toMatchObject({ status: 200 });

    const report = await reportOn(stage, id);
    expect(report.body).toMatchObject({ status: 'DELIVERED' });
    expect(report.header.providerMessageId).toBe(sent?.id);
    expect((await sentOnX(stage, 1)).map((one) => one.text)).toEqual([text]);
  },
  60_000,
);
