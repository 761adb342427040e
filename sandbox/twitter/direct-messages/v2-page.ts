import type { DirectMessage } from './direct-message.ts';

/** One page of messages, newest first, with the tokens of the pages beside it. */
export interface V2Page {
  readonly messages: readonly DirectMessage[];
  /** Leads to older messages; absent on the last page. */
  readonly nextToken: string | undefined;
  /** Leads to newer messages; absent on the first page. */
  readonly previousToken: string | undefined;
}

type Direction = 'older' | 'newer';

/** A page of these messages, which come oldest first; undefined for a token it did not make. */
export function v2Page(
  messages: readonly DirectMessage[],
  count: number,
  token: string | undefined,
): V2Page | undefined {
  const from = token === undefined ? undefined : readToken(token);
  if (token !== undefined && from === undefined) return undefined;
  const { start, end } = rangeOf(messages, count, from);
  const [oldest, newest] = [messages[start], messages[end - 1]];
  return {
    messages: messages.slice(start, end).toReversed(),
    nextToken: start > 0 && oldest ? newToken('older', oldest.id) : undefined,
    previousToken: end < messages.length && newest ? newToken('newer', newest.id) : undefined,
  };
}

function rangeOf(
  messages: readonly DirectMessage[],
  count: number,
  from: { direction: Direction; id: bigint } | undefined,
): { start: number; end: number } {
  if (from?.direction === 'newer') {
    const start = messages.findLastIndex(({ id }) => BigInt(id) <= from.id) + 1;
    return { start, end: Math.min(messages.length, start + count) };
  }
  const end =
    from === undefined
      ? messages.length
      : messages.findLastIndex(({ id }) => BigInt(id) < from.id) + 1;
  return { start: Math.max(0, end - count), end };
}

function newToken(direction: Direction, id: string): string {
  return Buffer.from(`${direction} ${id}`).toString('base64url');
}

function readToken(token: string): { direction: Direction; id: bigint } | undefined {
  const text = Buffer.from(token, 'base64url').toString();
  const [, direction, id] = /^(older|newer) (\d{1,19})$/.exec(text) ?? [];
  return id === undefined ? undefined : { direction: direction as Direction, id: BigInt(id) };
}
