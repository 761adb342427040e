import type { MessagesApi } from '../accounts/account.ts';
import { type Capability, capabilitiesOf } from '../accounts/capabilities.ts';
import type { AgentContent } from './agent-message.ts';
import { type Outgoing, outgoingFor, type Progress } from './outgoing.ts';

/** The direct message that is next of an agent's message, in one of the forms that this may have. */
export interface Part {
  readonly outgoing: Outgoing;
  readonly last: boolean;
  /** What an account can do whose messages have this form. */
  readonly capabilities: readonly Capability[];
}

const messagesApis = Object.keys({
  'v1.1': true,
  v2: true,
} satisfies Record<MessagesApi, true>) as readonly MessagesApi[];

/**
 * The next direct message of a message that has got so far: as an account that can do so much sends
 * it, then as accounts of each API do, since the account may have gone over from another one after
 * the message was begun. The forms of a message are the same up to where the shorter one ends, so
 * the first part goes on with it as it was begun. Empty: more was sent than there is.
 */
export function* nextParts(
  content: Exclude<AgentContent, { kind: 'unsupported' }>,
  progress: Progress,
  capabilities: readonly Capability[],
): Generator<Part, void> {
  const ofApis = messagesApis.map((messages) =>
    capabilitiesOf({ apis: { messages, events: 'x-activity' } }),
  );
  for (const able of [capabilities, ...ofApis]) {
    const all = outgoingFor(content, progress, able);
    const outgoing = all[progress.next];
    if (outgoing === undefined) continue;
    yield { outgoing, last: progress.next + 1 >= all.length, capabilities: able };
  }
}
