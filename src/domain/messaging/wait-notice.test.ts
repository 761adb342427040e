import { expect, test } from '@jest/globals';
import type { AgentMessage } from './agent-message.ts';
import { waitNotice } from './wait-notice.ts';

const minute = 60_000;
const hour = 60 * minute;
const startMs = Date.UTC(2026, 0, 1);
const message: AgentMessage = {
  id: 'c1',
  accountId: '1',
  customerId: '2',
  content: { kind: 'text', text: 'hello' },
};
const bot: AgentMessage = { ...message, writer: 'bot' };

const notices = (of: AgentMessage, waitMs: number, nowMs = startMs, ageMs = 24 * hour) =>
  waitNotice(of, { turnMs: nowMs + waitMs, givenUpMs: startMs + ageMs }, nowMs);
const textOf = (of: AgentMessage, waitMs: number, ageMs?: number): unknown =>
  notices(of, waitMs, startMs, ageMs).map(({ message: carried }) => {
    const { message: shown } = JSON.parse(carried?.body ?? '') as { message: { text: string } };
    return shown.text;
  })[0];

test.each([
  [61_000, 'about 2 minutes'],
  [10 * minute, 'about 10 minutes'],
  [89 * minute, 'about 89 minutes'],
  [20 * hour, 'about 20 hours'],
])('an agent is told of a wait of %i ms that it is %s', (waitMs, said) => {
  expect(textOf(message, waitMs)).toMatch(/^\[X limits .* waits, and goes out in about .*\.\]$/);
  expect(textOf(message, waitMs)).toContain(said);
});

test('an agent is told that a message will be too old when its turn comes', () => {
  expect(textOf(message, 30 * hour)).toMatch(
    /would go out in about 30 hours, but is given up in about 24 hours\.\]$/,
  );
});

test('nothing is told of a short wait, nor of what the contact centre does not know', () => {
  expect(notices(message, minute)).toEqual([]);
  expect(notices({ ...message, origin: 'api' }, hour)).toEqual([]);
});

test('of many messages of a bot, which may answer to it, there is one notice a day', () => {
  const ids = (nowMs: number) => notices({ ...bot, id: String(nowMs) }, hour, nowMs)[0]?.id;
  const times = Array.from({ length: 96 }, (_, i) => startMs + i * 15 * minute);
  expect(new Set(times.map(ids)).size).toBe(1);
  expect(ids(startMs + 24 * hour)).not.toBe(ids(startMs));
});

test('of each message of an agent there is one notice, however often it has to wait', () => {
  const [first] = notices(message, hour);
  expect(notices(message, 5 * hour, startMs + 2 * hour)[0]?.id).toBe(first?.id);
  expect(notices({ ...message, id: 'c2' }, hour)[0]?.id).not.toBe(first?.id);
});
