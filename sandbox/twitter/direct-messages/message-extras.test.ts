import { describe, expect, test } from '@jest/globals';
import { extrasIn } from './message-extras.ts';

const OPTION = {
  label: 'l'.repeat(36),
  description: 'd'.repeat(72),
  metadata: 'm'.repeat(1000),
};
const CTA = { type: 'web_url', label: 'l'.repeat(36), url: 'https://a.example/x' };

function quickReply(...options: object[]) {
  return { quick_reply: { type: 'options', options } };
}

test('the longest quick replies and buttons are accepted', () => {
  const quick_reply = { type: 'options', options: Array.from({ length: 20 }, () => OPTION) };
  const extras = extrasIn({ text: 'choose', quick_reply, ctas: [CTA, CTA, CTA] });
  expect(extras.quick_reply).toEqual(quick_reply);
  const tco_url = expect.stringMatching(/^https:\/\/t\.co\//);
  expect(extras.ctas).toEqual([CTA, CTA, CTA].map((cta) => ({ ...cta, tco_url })));
});

describe('refused with 38', () => {
  test.each([
    ['no option', quickReply()],
    ['21 options', quickReply(...Array.from({ length: 21 }, () => OPTION))],
    ['a label of 37 characters', quickReply({ label: 'l'.repeat(37) })],
    ['a label with a link', quickReply({ label: 'see https://a.example' })],
    ['a description of 73 characters', quickReply({ ...OPTION, description: 'd'.repeat(73) })],
    ['one description missing', quickReply(OPTION, { label: 'l' })],
    ['metadata of 1001 characters', quickReply({ ...OPTION, metadata: 'm'.repeat(1001) })],
    ['a retired type', { quick_reply: { type: 'text_input', options: [OPTION] } }],
    ['no button', { ctas: [] }],
    ['four buttons', { ctas: [CTA, CTA, CTA, CTA] }],
    ['a button with a label of 37 characters', { ctas: [{ ...CTA, label: 'l'.repeat(37) }] }],
    ['a button to another kind of URL', { ctas: [{ ...CTA, url: 'ftp://a.example' }] }],
  ])('%s', (_, messageData) => {
    expect(() => extrasIn(messageData)).toThrow(expect.objectContaining({ code: 38 }));
  });
});
