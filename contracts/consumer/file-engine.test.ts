import { describe } from '@jest/globals';
import { Contract } from './contract.ts';
import { downloads } from './file-engine/downloads.ts';
import { uploads } from './file-engine/uploads.ts';

describe('the File Engine', () => {
  const contract = new Contract({ consumer: 'twitter-connector', provider: 'file-engine' });
  uploads(contract);
  downloads(contract);
  contract.testCommitted();
});
