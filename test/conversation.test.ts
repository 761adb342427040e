import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { call } from '../sandbox/stage/call.ts';
import { type Stage, setStage } from '../sandbox/stage/stage.ts';
import { DEFAULT_BUSINESS, DEFAULT_CUSTOMERS } from '../sandbox/twitter/defaults.ts';
import { eventually } from './eventually.ts';
import { sentOnX, shown } from './world.ts';

const [ada, grace] = DEFAULT_CUSTOMERS;
let stage: Stage;

beforeAll(async () => {
  stage = await setStage();
  await stage.register();
});
afterAll(() => stage.close());

const agentSends = (customer: string, body: object, more: object = {}) =>
  call('POST', `${stage.cim.ccmUrl}/sandbox/agent`, {
    serviceIdentifier: DEFAULT_BUSINESS.id,
    customer,
    body,
    ...more,
  });
const button = (title: string, payload: string, details: object = {}) => ({
  title,
  payload,
  type: 'text',
  additionalButtonDetails: details,
});
const menu = (...buttons: object[]) => ({
  type: 'BUTTON',
  buttonMessageType: 'QUICK_REPLIES',
  markdownText: 'What is it about?',
  additionalDetails: {},
  buttons,
});
const write = async (customer: string, text: string, more: object = {}) => {
  const url = `${stage.x.url}/sandbox/users/${customer}/messages`;
  const { event } = (await call('POST', url, { to: DEFAULT_BUSINESS.id, text, ...more })).body;
  const look = async () =>
    (await shown(stage, 'PLAIN', 0)).concat(await shown(stage, 'LOCATION', 0));
  const found = await eventually(look, (all) =>
    all.some(({ providerMessageId }) => providerMessageId === event.id),
  );
  return found.find(({ providerMessageId }) => providerMessageId === event.id);
};
const lastOnX = async (customer: string) => {
  const { body } = await call('GET', `${stage.x.url}/sandbox/messages?with=${customer}`);
  return body.findLast((message: { from: string }) => message.from === DEFAULT_BUSINESS.id);
};
const signals = async () => (await call('GET', `${stage.x.url}/sandbox/signals`)).body;

describe('a menu', () => {
  test('becomes quick replies, and a tap comes back with what it stands for', async () => {
    const before = (await sentOnX(stage, 0)).length;
    await agentSends(ada.id, menu(button('Cards', 'topic:cards'), button('Loans', 'topic:loans')));
    await sentOnX(stage, before + 1);
    expect((await lastOnX(ada.id)).quickReply).toEqual([
      { label: 'Cards', metadata: 'topic:cards' },
      { label: 'Loans', metadata: 'topic:loans' },
    ]);
    const tapped = await write(ada.id, 'Loans', { quickReply: 'topic:loans' });
    expect(tapped?.message).toMatchObject({
      header: { entities: { payload: 'topic:loans' } },
      body: { type: 'PLAIN', markdownText: 'Loans' },
    });
  });

  test.each([
    ['2', 'Loans'],
    ['loans', 'Loans'],
    ['Cards', 'Cards'],
  ])('is understood when the customer types %s instead', async (typed, label) => {
    const before = (await sentOnX(stage, 0)).length;
    await agentSends(ada.id, menu(button('Cards', 'Cards'), button('Loans', 'Loans')));
    await sentOnX(stage, before + 1);
    const answer = await write(ada.id, typed);
    expect(answer?.message).toMatchObject({
      header: { entities: { payload: label } },
      body: { markdownText: label },
    });
  });

  test('says nothing about a number when something else was asked since', async () => {
    const before = (await sentOnX(stage, 0)).length;
    await agentSends(ada.id, menu(button('Cards', 'c'), button('Loans', 'l')));
    await stage.agentWrites(ada.id, 'How many cards do you have?');
    await sentOnX(stage, before + 2);
    expect((await write(ada.id, '2'))?.text).toBe('2');
  });

  test('of more than X takes becomes numbered text, and its numbers are understood', async () => {
    const before = (await sentOnX(stage, 0)).length;
    const many = Array.from({ length: 21 }, (_, i) => button(`Branch ${i + 1}`, `branch:${i + 1}`));
    await agentSends(ada.id, menu(...many));
    await sentOnX(stage, before + 1);
    const sent = await lastOnX(ada.id);
    expect(sent.quickReply).toBeUndefined();
    expect(sent.text).toContain('21. Branch 21');
    expect((await write(ada.id, '21'))?.message.header.entities).toEqual({ payload: 'branch:21' });
  });

  test('of links becomes buttons that lead there', async () => {
    const before = (await sentOnX(stage, 0)).length;
    await agentSends(ada.id, menu(button('Help', 'https://northwind.example/help')));
    await sentOnX(stage, before + 1);
    expect((await lastOnX(ada.id)).ctas).toMatchObject([
      { label: 'Help', url: 'https://northwind.example/help' },
    ]);
  });
});

describe('a location', () => {
  test('is shown to the agent', async () => {
    const location = { latitude: 46.5197, longitude: 6.6323 };
    const found = await write(grace.id, '', { location });
    expect(found?.message.body).toMatchObject({ type: 'LOCATION', location });
  });

  test('is sent to the customer', async () => {
    const before = (await sentOnX(stage, 0)).length;
    const location = { latitude: 46.5, longitude: 6.25 };
    await agentSends(grace.id, {
      type: 'LOCATION',
      location,
      markdownText: 'Our branch',
      additionalDetails: {},
    });
    await sentOnX(stage, before + 1);
    expect(await lastOnX(grace.id)).toMatchObject({
      text: expect.stringContaining('Our branch'),
      location,
    });
  });
});

describe('signs of life', () => {
  test('typing is shown both ways, at most once in three seconds', async () => {
    for (let i = 0; i < 3; i++) {
      await call('POST', `${stage.x.url}/sandbox/users/${ada.id}/typing`, {
        to: DEFAULT_BUSINESS.id,
      });
      await agentSends(ada.id, {
        type: 'NOTIFICATION',
        notificationType: 'TYPING_STARTED',
        notificationData: {},
      });
    }
    const shownTyping = await shown(stage, 'NOTIFICATION', 1);
    expect(shownTyping[0]?.message.body).toMatchObject({ notificationType: 'TYPING_STARTED' });
    expect(shownTyping[0]?.unknownFields ?? []).toEqual([]);
    const typed = await eventually(signals, (all) => all.length > 0);
    await eventually(
      () => 0,
      () => false,
      200,
    );
    expect(await shown(stage, 'NOTIFICATION', 1)).toHaveLength(1);
    expect(typed.filter(({ kind }: { kind: string }) => kind === 'typing')).toMatchObject([
      { from: DEFAULT_BUSINESS.id, to: ada.id },
    ]);
  });

  test('what the agent has seen is shown as read to the customer', async () => {
    const seen = await write(grace.id, 'Did you see this?');
    await agentSends(grace.id, {
      type: 'DELIVERYNOTIFICATION',
      messageId: seen?.id,
      status: 'READ',
      reasonCode: 200,
    });
    const found = await eventually(signals, (all) =>
      all.some(({ kind }: { kind: string }) => kind === 'read'),
    );
    expect(found.find(({ kind }: { kind: string }) => kind === 'read')).toMatchObject({
      to: grace.id,
      lastReadEventId: seen?.providerMessageId,
    });
  });

  test('what the customer has read is reported for the newest of our messages up to there', async () => {
    const before = (await sentOnX(stage, 0)).length;
    await stage.agentWrites(grace.id, 'first', { id: 'read-1' });
    await stage.agentWrites(grace.id, 'second', { id: 'read-2' });
    await stage.agentWrites(grace.id, 'third', { id: 'read-3' });
    const sent = await sentOnX(stage, before + 3);
    const second = sent.find(({ text }) => text === 'second');
    await call('POST', `${stage.x.url}/sandbox/users/${grace.id}/reads`, {
      to: DEFAULT_BUSINESS.id,
      lastReadEventId: second?.id,
    });
    const isRead = ({ message }: { message: { body: { status: string } } }) =>
      message.body.status === 'READ';
    const reports = await eventually(
      () => shown(stage, 'DELIVERYNOTIFICATION', 0),
      (all) => all.some(isRead),
    );
    expect(reports.find(isRead)?.message.body).toMatchObject({
      messageId: 'read-2',
      reasonCode: '200',
    });
  });
});

describe('what an agent may also send', () => {
  test.each([
    [
      'a link',
      { type: 'URL', mediaUrl: 'https://northwind.example', markdownText: 'Here' },
      'https://northwind.example',
    ],
    [
      'a contact',
      {
        type: 'CONTACT',
        contacts: [{ name: { formattedName: 'Bob' }, phones: [{ phone: '+41 1' }] }],
      },
      '+41 1',
    ],
    [
      'a receipt',
      {
        type: 'RECEIPT',
        recipientName: 'Ada',
        merchantName: 'Northwind',
        orderNumber: 'O-77',
        currency: 'CHF',
        elements: [],
        summary: { totalCost: 3 },
      },
      'O-77',
    ],
    ['an unknown kind with a text', { type: 'POLL', markdownText: 'Which one?' }, 'Which one?'],
  ])('%s arrives as something that can be read', async (_what, body, expected) => {
    const before = (await sentOnX(stage, 0)).length;
    expect(await agentSends(ada.id, body)).toMatchObject({ body: { status: 200 } });
    await sentOnX(stage, before + 1);
    expect((await lastOnX(ada.id)).text).toContain(expected);
  });
});
