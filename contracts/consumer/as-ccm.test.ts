import { afterAll, beforeAll, describe } from '@jest/globals';
import { type CimSandbox, startCimSandbox } from '../../sandbox/cim/cim-sandbox.ts';
import { admission } from './as-ccm/admission.ts';
import { configurations, health } from './as-ccm/configurations.ts';
import { agentMessagesOf } from './as-ccm/messages.ts';
import { Contract } from './contract.ts';

describe('CCM, as the sandbox plays it', () => {
  let sandbox: CimSandbox;
  beforeAll(async () => {
    sandbox = await startCimSandbox();
  });
  afterAll(() => sandbox.close());

  const contract = new Contract({ consumer: 'ccm', provider: 'twitter-connector' });
  agentMessagesOf(contract, () => sandbox);
  admission(contract);
  configurations(contract, () => sandbox);
  health(contract);
  contract.testCommitted();
});
