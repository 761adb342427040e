import { expect, test } from '@jest/globals';
import type { Account, MessagesApi } from '../../../../domain/accounts/account.ts';
import { InMemoryDirectMessages } from '../../../in-memory/in-memory-direct-messages.ts';
import { TwitterDirectMessages } from './twitter-direct-messages.ts';

const credentials = {
  consumerKey: 'key',
  consumerSecret: 'secret',
  accessToken: 'token',
  accessTokenSecret: 'token secret',
};
const account = (apis?: { messages: MessagesApi; events: 'v1.1' }): Account => {
  return { id: '1', credentials, state: 'active', ...(apis && { apis }) };
};

test.each([
  ['v1.1', account()],
  ['v1.1', account({ messages: 'v1.1', events: 'v1.1' })],
  ['v2', account({ messages: 'v2', events: 'v1.1' })],
] as const)('the direct messages of an account go through %s alone', async (api, one) => {
  const byApi = { 'v1.1': new InMemoryDirectMessages(), v2: new InMemoryDirectMessages() };
  const messages = new TwitterDirectMessages(byApi);
  const sent = await messages.send({ account: one, customerId: '2', text: 'hello' });
  await messages.indicateTyping(one, '2');
  await messages.markRead(one, '2', '7');
  expect(await messages.sentSince(one, 0)).toEqual([sent]);

  const other = byApi[api === 'v2' ? 'v1.1' : 'v2'];
  expect([other.reached, other.typing, other.reads]).toEqual([[], [], []]);
  const { reached, typing, reads } = byApi[api];
  expect([reached.length, typing.length, reads.length]).toEqual([1, 1, 1]);
});
