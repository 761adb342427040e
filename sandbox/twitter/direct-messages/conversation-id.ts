const ONE_TO_ONE = /^(\d{1,19})-(\d{1,19})$/;

/** The id of the conversation of two users in API v2: the smaller id first. */
export function conversationId(a: string, b: string): string {
  return BigInt(a) < BigInt(b) ? `${a}-${b}` : `${b}-${a}`;
}

/** The other user of a conversation; undefined when the user is not in it or it is a group. */
export function otherIn(conversation: string, userId: string): string | undefined {
  const [, first, second] = ONE_TO_ONE.exec(conversation) ?? [];
  if (first === userId) return second;
  return second === userId ? first : undefined;
}

/** True when it is written as the id of a conversation of two, or of a group. */
export function isConversationId(text: string): boolean {
  return ONE_TO_ONE.test(text) || /^\d{15,19}$/.test(text);
}
