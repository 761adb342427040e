import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { plainText } from './text.ts';

const asTyped = {
  text: 'Hello World!',
  received_no_app: 'Hello World!',
  link: 'see https://example.com/a?b=1',
  html_escaped: 'Tom & Jerry <3 a > b',
  hashtag_mention: 'hi @XDevelopers #help',
  quick_reply_response: 'Blue Bird',
  photo: '',
  animated_gif: '',
  video: '',
};

const media = 'https://t.co/dOLqpmn7zX';

describe('the text of a direct message', () => {
  test.each(Object.entries(asTyped))('reads as it was typed: %s', (name, typed) => {
    expect(plainText(...wireOf(`aaa.direct_message_events.${name}.json`))).toBe(typed);
  });

  test('keeps what was typed beside an attachment, without the link to it', () => {
    const wire = wireOf('v11.dm.events_new.media.response.json');
    expect(plainText(...wire)).toBe('Here is your receipt');
  });

  test.each([
    ['at the end', ` two\n lines  ${media}`, ' two\n lines'],
    ['at the beginning', `${media} after `, 'after '],
    ['in the middle', `before ${media} after`, 'before after'],
    ['nowhere', ' untouched ', ' untouched '],
  ])('trims only where the link to the attachment stood: %s', (_, text, typed) => {
    expect(plainText(text, undefined, media)).toBe(typed);
  });

  test('replaces each link by its own target, also when one begins like another', () => {
    const urls = [
      { url: 'https://t.co/ab', expanded_url: 'https://example.com/?to=https://t.co/abc' },
      { url: 'https://t.co/abc', expanded_url: 'https://example.org/&lt;' },
    ];
    expect(plainText('https://t.co/abc, https://t.co/ab https://t.co/x', { urls })).toBe(
      'https://example.org/&lt;, https://example.com/?to=https://t.co/abc https://t.co/x',
    );
  });

  test.each([[null], ['urls'], [{ urls: {} }], [{ urls: [null, 1, { url: 2 }] }]])(
    'survives entities it cannot read: %j',
    (entities) => {
      expect(plainText('a https://t.co/b', entities)).toBe('a https://t.co/b');
    },
  );

  test('undoes entities exactly once, whatever was typed', () => {
    const piece = fc.constantFrom('&', '<', '>', '&amp;', '&lt;', '&gt;', 'amp;', 'lt;', '😀', ' ');
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string())), (pieces) => {
        const typed = pieces.join('');
        expect(plainText(escaped(typed))).toBe(typed);
      }),
    );
  });
});

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

interface Wire {
  readonly message_create: {
    readonly message_data: {
      readonly text: string;
      readonly entities: unknown;
      readonly attachment?: { readonly media: { readonly url: string } };
    };
  };
}

function wireOf(file: string): [string, unknown, string | undefined] {
  const url = new URL(`../../../test/fixtures/x/${file}`, import.meta.url);
  const body = JSON.parse(readFileSync(url, 'utf8')) as {
    readonly direct_message_events?: readonly Wire[];
    readonly event?: Wire;
  };
  const event = body.direct_message_events?.[0] ?? body.event;
  if (event === undefined) throw new Error(`${file} has no event`);
  const { text, entities, attachment } = event.message_create.message_data;
  return [text, entities, attachment?.media.url];
}
