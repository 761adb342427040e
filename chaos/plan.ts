/** How much is said, and in how many conversations. */
export interface Plan {
  readonly events: number;
  readonly conversations: number;
}

/**
 * X shows no more than the newest 5,000 messages to somebody who looks for one in doubt, and allows
 * fewer a day, so that a run has fewer answers than that.
 */
const answersMax = 4_000;

/** Every so many messages of a customer the agent answers. */
export const answerEveryIn = ({ events }: Plan): number =>
  Math.max(10, Math.ceil(events / answersMax));

/** The messages of one of so many customers are refused by the contact centre for good. */
const poisonedEvery = 50;

export const customerOf = (conversation: number): string => String(5_000_000_000 + conversation);

export const isPoisoned = (conversation: number): boolean =>
  conversation % poisonedEvery === poisonedEvery - 1;

/** How many messages the customer of a conversation writes. */
export const lengthOf = (conversation: number, { events, conversations }: Plan): number =>
  Math.floor(events / conversations) + (conversation < events % conversations ? 1 : 0);

/** How many answers an agent gives in a conversation. */
export const answersIn = (conversation: number, plan: Plan): number =>
  Math.floor(lengthOf(conversation, plan) / answerEveryIn(plan));
