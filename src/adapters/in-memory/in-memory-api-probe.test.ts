import type { Account } from '../../domain/accounts/account.ts';
import { apiProbeConformance } from '../../domain/accounts/api-probe.conformance.ts';
import { Failure } from '../../domain/errors.ts';
import { InMemoryApiProbe } from './in-memory-api-probe.ts';

const accountOf = (consumerKey: string, accessToken: string): Account => ({
  id: '1',
  state: 'active',
  credentials: { consumerKey, consumerSecret: 'cs', accessToken, accessTokenSecret: accessToken },
});

apiProbeConformance('an X in memory', async () => {
  const apiProbe = new InMemoryApiProbe();
  apiProbe.open.set('ck', { messages: ['v1.1', 'v2'], events: ['v1.1', 'v2', 'x-activity'] });
  return {
    apiProbe,
    signing: accountOf('ck', 'at'),
    connected: accountOf('ck', ''),
    unknown: accountOf('another', 'at'),
    environmentName: 'prod',
    closeFirst: async () => {
      apiProbe.open.set('ck', { messages: ['v2'], events: ['v2', 'x-activity'] });
    },
    refuseNext: async (code) => apiProbe.troubles.failNext(new Failure(code, 'told to')),
    tearNext: async () => apiProbe.troubles.tearNext({ taken: false }),
    close: async () => {},
  };
});
