import { describe } from '@jest/globals';
import { Contract } from './contract.ts';
import { lookUps } from './ccm/look-ups.ts';
import { customerMessages } from './ccm/messages.ts';
import { refusals } from './ccm/refusals.ts';
import { reports } from './ccm/reports.ts';

describe('CCM', () => {
  const contract = new Contract({ consumer: 'twitter-connector', provider: 'ccm' });
  customerMessages(contract);
  reports(contract);
  lookUps(contract);
  refusals(contract);
  contract.testCommitted();
});
