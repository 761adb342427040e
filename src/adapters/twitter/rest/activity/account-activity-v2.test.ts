import { DEFAULT_APP, DEFAULT_BUSINESS } from '../../../../../sandbox/twitter/defaults.ts';
import { startTwitterSandbox } from '../../../../../sandbox/twitter/twitter-sandbox.ts';
import { subscriptionsConformance } from '../../../../domain/subscription/subscriptions.conformance.ts';
import { webhooksConformance } from '../../../../domain/subscription/webhooks.conformance.ts';
import { accountActivityIn } from './account-activity-sandboxed.conformance.ts';

const sandboxed = { start: startTwitterSandbox, app: DEFAULT_APP, owner: DEFAULT_BUSINESS };

for (const events of ['v2', 'x-activity'] as const) {
  const { open } = accountActivityIn(sandboxed, events);
  webhooksConformance(`X over REST, ${events}`, open);
  subscriptionsConformance(`X over REST, ${events}`, open);
}
