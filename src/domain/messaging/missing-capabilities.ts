import type { Capability } from '../accounts/capabilities.ts';
import type { Arrival } from '../delivery/lane.ts';
import type { AgentContent } from './agent-message.ts';
import { type Conversation, notice } from './notice.ts';

const signs =
  'X shows the customers of this account neither that somebody is typing nor that a message was read.';

/** What an agent is told of a feature that an account lacks on X, and what was done in its place. */
const told: Readonly<Record<Capability, string>> = {
  'quick-replies':
    'X shows no buttons for this account: the choices were sent as a numbered list, and the customer may answer with a number or the words.',
  'calls-to-action': 'X shows no buttons for this account: the links were sent as text.',
  location: 'X carries no locations for this account: a link to a map was sent.',
  media: 'X carries no files for this account.',
  typing: signs,
  'read-receipts': signs,
};

/** What is needed to send content as it is meant. */
const needed: Readonly<Record<AgentContent['kind'], Capability | undefined>> = {
  text: undefined,
  choice: 'quick-replies',
  links: 'calls-to-action',
  location: 'location',
  media: undefined,
  unsupported: undefined,
};

/** What the account lacks for this content; undefined: nothing. */
export function missingFor(
  { kind }: AgentContent,
  capabilities: readonly Capability[],
): Capability | undefined {
  const capability = needed[kind];
  return capability === undefined || capabilities.includes(capability) ? undefined : capability;
}

/** That something was done in another way or not at all, to be journalled; once in a conversation. */
export const missingNotice = (
  conversation: Conversation,
  capability: Capability,
  atMs: number,
): Arrival => notice(conversation, `missing/${told[capability]}`, told[capability], atMs);
