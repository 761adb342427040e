import { afterAll, beforeAll, describe } from '@jest/globals';
import { type CimSandbox, startCimSandbox } from '../../sandbox/cim/cim-sandbox.ts';
import { call } from '../../sandbox/cim/test-client.ts';
import type { Values } from '../pact-files.ts';
import { holdFile } from './held-file.ts';
import { keepsContract } from './keeps-contract.ts';

let sandbox: CimSandbox;

const control = async (path: string, body: unknown): Promise<void> => {
  await call('POST', `${sandbox.ccmUrl}/sandbox/${path}`, body);
};

const facts = {
  'the File Engine holds the file': ({ name }: Values) =>
    holdFile(sandbox.fileEngineUrl, String(name)),
  'the virus scanner finds something in every file': () => control('settings', { infected: true }),
  'files may have so many bytes': ({ bytes }: Values) =>
    control('settings', { uploadBytesMax: bytes }),
  'the File Engine answers': ({ status }: Values) => control('faults', { path: '/api/', status }),
};

describe('the sandbox, as File Engine', () => {
  beforeAll(async () => {
    sandbox = await startCimSandbox();
  });
  afterAll(() => sandbox.close());

  keepsContract(
    { consumer: 'twitter-connector', provider: 'file-engine' },
    { facts, reset: () => control('reset', {}), provider: () => ({ url: sandbox.fileEngineUrl }) },
  );
});
