import { afterAll, beforeAll, describe } from '@jest/globals';
import { LocalWebhook } from '../../sandbox/twitter/testing/local-webhook.ts';
import { startTwitterSandbox, type TwitterSandbox } from '../../sandbox/twitter/twitter-sandbox.ts';
import { keepsContract } from './keeps-contract.ts';
import { factsOfX } from './x-facts.ts';
import { signedAnew } from './x-signatures.ts';

let sandbox: TwitterSandbox;
let webhook: LocalWebhook;
let target = '';

async function reset(): Promise<void> {
  await sandbox.control.reset();
  webhook.onChallenge = {};
}

describe('the sandbox, as X', () => {
  beforeAll(async () => {
    webhook = new LocalWebhook();
    target = await webhook.start();
    sandbox = await startTwitterSandbox();
  });
  afterAll(async () => {
    await sandbox.close();
    webhook.close();
  });

  keepsContract(
    { consumer: 'twitter-connector', provider: 'x' },
    {
      facts: factsOfX(() => ({ sandbox, webhook, target })),
      reset,
      provider: () => ({ url: sandbox.url, prepared: (sent) => signedAnew(sandbox.url, sent) }),
    },
  );
});
