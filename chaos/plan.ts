/** How much is said, and in how many conversations. */
export interface Plan {
  readonly events: number;
  readonly conversations: number;
}

/** Every so many messages of a customer the agent answers. */
export const answerEvery = 10;

/** The messages of one of so many customers are refused by the contact centre for good. */
const poisonedEvery = 50;

export const customerOf = (conversation: number): string => String(5_000_000_000 + conversation);

export const isPoisoned = (conversation: number): boolean =>
  conversation % poisonedEvery === poisonedEvery - 1;

/** How many messages the customer of a conversation writes. */
export const lengthOf = (conversation: number, { events, conversations }: Plan): number =>
  Math.floor(events / conversations) + (conversation < events % conversations ? 1 : 0);

/** How many answers an agent gives to so many messages. */
export const answersIn = (length: number): number => Math.floor(length / answerEvery);
