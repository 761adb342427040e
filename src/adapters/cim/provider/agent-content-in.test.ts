import { describe, expect, test } from '@jest/globals';
import { agentContentIn } from './agent-content-in.ts';

const text = (words: string) => ({ kind: 'text', text: words });
const unsupported = (type: string) => ({ kind: 'unsupported', type });

describe('buttons are answers', () => {
  const details = { sectionTitle: 'Colours', description: ' like the sea ' };
  const buttons = [
    { title: ' Yes ', payload: ' yes ', type: 'text' },
    { title: 'Blue', payload: 'b', additionalButtonDetails: details },
    { title: ' ', payload: 'later' },
    { title: 5 },
    { title: null, payload: null },
    null,
  ];
  const options = [
    { label: 'Yes', payload: 'yes' },
    { label: 'Blue', payload: 'b', description: 'like the sea' },
    { label: 'later', payload: 'later' },
    { label: '5', payload: '5' },
  ];
  const interactive = { header: { text: 'Hello' }, body: { text: 'Pick one' }, footer: null };

  test.each([
    [{ markdownText: 'Pick', buttonMessageType: 'QUICK_REPLIES' }, 'Pick'],
    [{ markdownText: 'Pick', buttonMessageType: 'Quick_Replies' }, 'Pick'],
    [{ markdownText: 'Pick', buttonMessageType: 'BUTTON' }, 'Pick'],
    [{ additionalDetails: { interactive } }, 'Hello\nPick one'],
    [{}, ''],
  ])('%j', (fields, question) => {
    const content = agentContentIn({ type: 'BUTTON', buttons, ...fields });
    expect(content).toEqual({ kind: 'choice', text: question, options });
  });

  test('of which none is left are their question', () => {
    const fields = { markdownText: 'Pick', buttons: [null, { title: '' }] };
    expect(agentContentIn({ type: 'BUTTON', ...fields })).toEqual(text('Pick'));
  });
});

describe('buttons are links', () => {
  const pay = { title: 'Pay', payload: 'https://e.ch/pay?a=1', type: 'web_url' };
  const bare = { payload: 'HTTP://e.ch' };
  const yes = { title: 'Yes', payload: 'yes' };

  test('where each leads to a page', () => {
    expect(agentContentIn({ type: 'BUTTON', markdownText: 'Go', buttons: [pay, bare] })).toEqual({
      kind: 'links',
      text: 'Go',
      links: [
        { label: 'Pay', url: 'https://e.ch/pay?a=1' },
        { label: 'HTTP://e.ch', url: 'HTTP://e.ch' },
      ],
    });
  });

  test('in the text where other buttons do not', () => {
    expect(agentContentIn({ type: 'BUTTON', markdownText: 'Go', buttons: [pay, yes] })).toEqual({
      kind: 'choice',
      text: 'Go\nPay: https://e.ch/pay?a=1',
      options: [
        { label: 'Pay', payload: 'https://e.ch/pay?a=1' },
        { label: 'Yes', payload: 'yes' },
      ],
    });
  });
});

describe('a file', () => {
  const mediaUrl =
    'https://cx.example.com/file-engine/api/downloadFileStream?filename=7_my pic.jpg';
  const attachment = { mediaUrl, mediaLabel: 'my pic.jpg', mediaName: '7_my_pic.jpg' };
  const details = { additionalDetails: { fileName: 'report.pdf' } };

  test.each([
    [{ attachment, markdownText: 'Look', caption: 'my pic.jpg' }, 'Look'],
    [{ attachment, markdownText: '', caption: 'A sunny day' }, 'A sunny day'],
    [{ attachment, markdownText: null, caption: 'my pic.jpg' }, ''],
    [{ attachment, caption: '7_my_pic.jpg' }, ''],
    [{ attachment: { mediaUrl }, caption: 'My pic.jpg' }, ''],
    [{ attachment: { mediaUrl }, caption: 'pic' }, 'pic'],
    [{ attachment: { mediaUrl }, caption: 'report.pdf', ...details }, ''],
    [{ attachment, markdownText: 'my pic.jpg', caption: 'Our garden' }, 'Our garden'],
    [{ mediaUrl, caption: 'my pic.jpg' }, ''],
    [{ attachment: null, mediaUrl, caption: 'Look' }, 'Look'],
    [{ attachment: { mediaUrl: ` ${mediaUrl}\n` } }, ''],
  ])('%j has the text %j', (fields, caption) => {
    for (const type of ['IMAGE', 'VIDEO', 'AUDIO', 'FILE', 'MULTIMEDIA', 'STICKER', 'COMMENT']) {
      const content = agentContentIn({ type, ...fields });
      expect(content).toEqual({ kind: 'media', url: mediaUrl, caption });
    }
  });

  test.each([{}, { attachment: {} }, { attachment: { mediaUrl: ' ' }, caption: 'x' }])(
    'that is not there is refused, so that the agent is told: %j',
    (fields) => {
      expect(agentContentIn({ type: 'IMAGE', ...fields })).toEqual(unsupported('IMAGE'));
    },
  );
});

describe('a location', () => {
  const place = { name: 'Town hall', address: 'Main street 1', url: null };
  const at = (words: string) => ({
    kind: 'location',
    latitude: 46.5,
    longitude: -6.25,
    text: words,
  });

  test.each([
    [
      { location: { latitude: 46.5, longitude: -6.25 }, additionalDetails: place },
      at('Town hall\nMain street 1'),
    ],
    [
      { location: { latitude: '46.5', longitude: '-6.25', name: 'Here' }, markdownText: 'Here' },
      at('Here'),
    ],
    [{ latitude: 46.5, longitude: -6.25, address: 'Main street 1' }, at('Main street 1')],
    [
      { latitude: 91, longitude: -6.25, additionalDetails: place },
      text('Town hall\nMain street 1'),
    ],
    [{ latitude: 46.5, longitude: '', name: 'Here' }, text('Here')],
    [{ latitude: 'north', longitude: 181 }, unsupported('LOCATION')],
    [{ location: null, additionalDetails: 'x' }, unsupported('LOCATION')],
  ])('%j', (fields, expected) => {
    expect(agentContentIn({ type: 'LOCATION', ...fields })).toEqual(expected);
  });
});

describe('what X has no form for is text', () => {
  const card = { title: 'Boots', text: 'Warm', url: 'https://e.ch/1' };
  const buttons = [
    { title: 'Buy', payload: 'https://e.ch/buy' },
    { payload: 'x' },
    { title: 'No' },
  ];
  const boots = 'Boots\nWarm\nhttps://e.ch/1';
  const withButtons = 'Hats\n– Buy: https://e.ch/buy\n– No';
  const people = [
    { name: { formattedName: 'Bob' }, phones: [{ phone: '+41 1' }, { phone: '+41 2' }] },
    { name: { formattedName: 'Ada' }, phones: null },
    { phones: [{ phone: '+44' }] },
  ];
  const component = (words: unknown) => ({ parameters: [{ additionalParameterDetails: words }] });

  test.each([
    ['URL', { markdownText: 'See', mediaUrl: 'https://e.ch' }, 'See\nhttps://e.ch'],
    ['URL', { markdownText: 'See https://e.ch', mediaUrl: 'https://e.ch' }, 'See https://e.ch'],
    ['URL', { mediaURL: 'https://e.ch' }, 'https://e.ch'],
    ['URL', { markdownText: 'See' }, 'See'],
    ['CONTACT', { markdownText: 'Call', contacts: people }, 'Call\nBob: +41 1, +41 2\nAda\n+44'],
    ['CAROUSEL', { elements: [card, { text: 'Hats', buttons }] }, `${boots}\n\n${withButtons}`],
    ['CAROUSEL', { markdownText: 'New', data: { a: card, b: 7 } }, `New\n\n${boots}`],
    ['CAROUSEL', { data: [card] }, boots],
    ['CAROUSEL', { elements: null, data: { elements: [card] } }, boots],
    ['TEMPLATE', { components: [component('Ada'), component({ text: '7 May' })] }, 'Ada\n7 May'],
    ['TEMPLATE', { markdownText: 'Dear Ada', components: [component('Ada')] }, 'Dear Ada'],
    ['StructuredMessage', { additionalDetails: { title: 'A', text: 'B' } }, 'A\nB'],
    ['CUSTOM', { jsonNode: 'as it is' }, 'as it is'],
    ['CUSTOM', { jsonNode: { title: 'A', message: 'B' } }, 'A\nB'],
    ['CUSTOM', { markdownText: 'A', jsonNode: { text: 'B' } }, 'A'],
    ['COMMENT', { markdownText: 'Thanks', itemType: 'TEXT', attachment: {} }, 'Thanks'],
    ['EMAIL', { subject: 'Hi', markdownText: 'Text', htmlBody: '<p>no' }, 'Hi\nText'],
    ['EMAIL', { subject: 'Hi', htmlBody: '<p>A &amp; B</p>C' }, 'Hi\nA & B\nC'],
    ['POLL', { markdownText: ' Yes? ', options: [1] }, 'Yes?'],
    ['VOICE', { markdownText: 'called' }, 'called'],
  ])('%s %j', (type, fields, expected) => {
    expect(agentContentIn({ type, ...fields })).toEqual(text(expected));
  });

  test('a receipt, with every line of it', () => {
    const pen = { title: 'Pen', quantity: 2, price: '3.50' };
    const receipt = { merchantName: 'Shop', currency: 'CHF', elements: [pen, pen], summary: {} };
    expect(agentContentIn({ type: 'RECEIPT', markdownText: 'Thanks', ...receipt })).toEqual(
      text('Thanks\nShop\n2 × Pen: 3.50 CHF\n2 × Pen: 3.50 CHF'),
    );
  });

  test.each(
    'URL BUTTON CONTACT RECEIPT CAROUSEL TEMPLATE StructuredMessage CUSTOM EMAIL COMMENT'.split(
      ' ',
    ),
  )('an empty %s is refused, so that the agent is told', (type) => {
    expect(agentContentIn({ type })).toEqual(unsupported(type));
  });
});
