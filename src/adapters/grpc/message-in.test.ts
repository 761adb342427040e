import { describe, expect, test } from '@jest/globals';
import { InvalidInput } from '../../domain/errors.ts';
import type { SendMessageRequest } from './generated/twitter_connector/v1/messaging.ts';
import { messageIn } from './message-in.ts';

type Content = NonNullable<SendMessageRequest['content']>;

const text = (value: string): Content => ({ $case: 'text', value });
const media = (file: string, caption = ''): Content => ({
  $case: 'media',
  value: { file, caption },
});
const quickReply = (label: string, description = '', metadata = '') => ({
  label,
  description,
  metadata,
});
const choice = (words: string, ...quickReplies: ReturnType<typeof quickReply>[]): Content => ({
  $case: 'choice',
  value: { text: words, quickReplies },
});

const read = (content: Content | undefined, more: Partial<SendMessageRequest> = {}) =>
  messageIn({ account: '1', customer: '2', requestId: 'r-1', content, ...more });
const faultsOf = (content: Content | undefined, more?: Partial<SendMessageRequest>) => {
  try {
    read(content, more);
  } catch (thrown) {
    if (thrown instanceof InvalidInput) return thrown.faults;
  }
  return [];
};

describe('a message that is to be sent', () => {
  test('says from whom to whom, and under which id', () => {
    expect(read(text('hello'))).toEqual({
      id: 'r-1',
      accountId: '1',
      customerId: '2',
      content: { kind: 'text', text: 'hello' },
    });
  });

  test('without a request id gets one of its own', () => {
    const ids = [1, 2].map(() => read(text('hello'), { requestId: '' }).id);
    expect(ids[0]).toMatch(/^[\da-f-]{36}$/);
    expect(ids[0]).not.toBe(ids[1]);
  });

  test.each([
    ['files/c_cat 1.gif', '?filename=c_cat%201.gif'],
    ['files/a&b#c?d=e/f.png', '?filename=a%26b%23c%3Fd%3De%2Ff.png'],
    [
      'http://files/api/downloadFileStream?filename=x',
      'http://files/api/downloadFileStream?filename=x',
    ],
    ['https://files/x', 'https://files/x'],
  ])('carries the file %s', (file, url) => {
    expect(read(media(file, 'look')).content).toEqual({ kind: 'media', url, caption: 'look' });
  });

  test('offers quick replies, which answer with their labels when nothing else is said', () => {
    const replies = [quickReply('Yes'), quickReply('No', 'not now', 'answer:no')];
    expect(read(choice('Well?', ...replies)).content).toEqual({
      kind: 'choice',
      text: 'Well?',
      options: [
        { label: 'Yes', payload: 'Yes' },
        { label: 'No', description: 'not now', payload: 'answer:no' },
      ],
    });
  });

  test('may be as long as 100,000 characters, also of those that count twice', () => {
    expect(faultsOf(text('👋'.repeat(100_000)))).toEqual([]);
    expect(faultsOf(choice('?', quickReply('👋'.repeat(1_000), '👋'.repeat(72))))).toEqual([]);
  });
});

describe('a request is refused', () => {
  const long = (length: number) => 'x'.repeat(length);

  test.each<[string, Content | undefined, Partial<SendMessageRequest>, string]>([
    ['no account', text('a'), { account: '' }, 'account must be 1 to 20 digits'],
    ['a name', text('a'), { account: 'accounts/1' }, 'account must be 1 to 20 digits'],
    ['a long id', text('a'), { customer: '1'.repeat(21) }, 'customer must be 1 to 20 digits'],
    ['other digits', text('a'), { customer: '١٢' }, 'customer must be 1 to 20 digits'],
    ['nothing', undefined, {}, 'content is missing: text, media or choice'],
    ['no text', text(''), {}, 'text is missing or blank'],
    ['a blank text', text(' \n'), {}, 'text is missing or blank'],
    ['a long text', text(long(100_001)), {}, 'text is longer than 100000 characters'],
    ['no file', media(''), {}, 'media.file must be files/{name} or the address of a file'],
    [
      'a file name alone',
      media('x.png'),
      {},
      'media.file must be files/{name} or the address of a file',
    ],
    [
      'an empty name',
      media('files/'),
      {},
      'media.file must be files/{name} or the address of a file',
    ],
    [
      'another scheme',
      media('file:///x'),
      {},
      'media.file must be files/{name} or the address of a file',
    ],
    [
      'a long address',
      media(`http://f/${long(2_048)}`),
      {},
      'media.file must be files/{name} or the address of a file',
    ],
    [
      'a long caption',
      media('files/x', long(100_001)),
      {},
      'media.caption is longer than 100000 characters',
    ],
    ['no question', choice('', quickReply('a')), {}, 'choice.text is missing or blank'],
    ['no answers', choice('?'), {}, 'choice.quick_replies must be 1 to 100'],
    [
      '101 answers',
      choice('?', ...Array.from({ length: 101 }, () => quickReply('a'))),
      {},
      'choice.quick_replies must be 1 to 100',
    ],
    [
      'a blank answer',
      choice('?', quickReply('a'), quickReply(' ')),
      {},
      'choice.quick_replies[1].label is missing or blank',
    ],
    [
      'a long answer',
      choice('?', quickReply(long(1_001))),
      {},
      'choice.quick_replies[0].label is longer than 1000 characters',
    ],
    [
      'a long description',
      choice('?', quickReply('a', long(73))),
      {},
      'choice.quick_replies[0].description is longer than 72 characters',
    ],
    [
      'long metadata',
      choice('?', quickReply('a', '', long(1_001))),
      {},
      'choice.quick_replies[0].metadata is longer than 1000 characters',
    ],
    [
      'an odd request id',
      text('a'),
      { requestId: 'a/b' },
      'request_id must be up to 128 of A-Z a-z 0-9 - _ .',
    ],
    [
      'a long request id',
      text('a'),
      { requestId: long(129) },
      'request_id must be up to 128 of A-Z a-z 0-9 - _ .',
    ],
  ])('that has %s', (_, content, more, fault) => {
    expect(faultsOf(content, more)).toEqual([fault]);
  });

  test('with all that is wrong with it at once', () => {
    const content = choice('', quickReply(''), quickReply('a', long(73), long(1_001)));
    expect(faultsOf(content, { account: '', customer: 'x', requestId: ' ' })).toHaveLength(7);
  });
});
