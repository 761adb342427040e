import type { Attributes } from '@opentelemetry/api';
import type { Arrival, Head, LaneMessage } from '../../domain/delivery/lane.ts';
import { conversationIn } from '../../domain/messaging/lanes-of.ts';

const system = { 'messaging.system': 'twitter_connector' };

/** Targets without the account they are of: few values, good for names. */
export const templateOf = (target: string): string => target.replace(/^x\/[^/]+/, 'x/{account}');

/** What the duration of an attempt is told apart by. */
export const aboutAttempts = ({ target }: Head): Attributes => ({
  ...system,
  'messaging.operation.name': 'deliver',
  'messaging.destination.template': templateOf(target),
});

/** What a span tells of an attempt. */
export const attributesOfAttempt = (head: Head): Attributes => ({
  ...aboutAttempts(head),
  'messaging.operation.type': 'process',
  ...aboutMessage(head),
  'twitter_connector.tries': head.tries,
});

const aboutMessage = ({ lane, target }: Pick<LaneMessage, 'lane' | 'target'>): Attributes => ({
  'messaging.destination.name': target,
  'messaging.message.conversation_id': lane,
  'twitter_connector.account.id': conversationIn(lane).accountId,
});

/** What a span tells of messages that are journalled together. */
export function attributesOfAcceptance(arrivals: readonly Arrival[]): Attributes {
  const messages = arrivals.flatMap(({ message }) => message ?? []);
  const [first, ...others] = messages;
  if (first === undefined) return system;
  const template = templateOf(first.target);
  const isOne = others.every(({ target }) => templateOf(target) === template);
  return {
    ...system,
    'messaging.operation.name': 'enqueue',
    'messaging.operation.type': 'send',
    ...(isOne && { 'messaging.destination.template': template }),
    ...(others.length === 0
      ? { ...aboutMessage(first), 'messaging.message.id': idOf(first, arrivals) }
      : { 'messaging.batch.message_count': messages.length }),
  };
}

const idOf = (message: LaneMessage, arrivals: readonly Arrival[]): string =>
  arrivals.find((arrival) => arrival.message === message)?.id ?? '';
