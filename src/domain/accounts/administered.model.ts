import { InMemoryAccounts } from '../../adapters/in-memory/in-memory-accounts.ts';
import { InMemoryApiProbe } from '../../adapters/in-memory/in-memory-api-probe.ts';
import { InMemoryProfiles } from '../../adapters/in-memory/in-memory-profiles.ts';
import type { Occurrence } from '../observer.ts';
import type { Account } from './account.ts';
import { LastEvents } from './last-events.ts';
import { LearnApis } from './learn-apis.ts';
import { PutCredentials } from './put-credentials.ts';
import { RemoveAccount } from './remove-account.ts';
import { SaveCredentials } from './save-credentials.ts';
import { ServedAccounts } from './served-accounts.ts';

/** An account whose keys look like secrets. */
export const accountOf = (id: string, more: Partial<Account> = {}): Account => ({
  id,
  state: 'active',
  credentials: {
    consumerKey: 'ck',
    consumerSecret: 'cs',
    accessToken: `at of ${id}`,
    accessTokenSecret: 'ats',
  },
  ...more,
});

/** The accounts of a process; `kept` is what a restart finds. */
export function accountsWorld(kept: Map<string, Account> = new Map()) {
  const stored = new InMemoryAccounts(kept);
  const accounts = new ServedAccounts(stored);
  const profiles = new InMemoryProfiles();
  const apiProbe = new InMemoryApiProbe();
  apiProbe.open.set('ck', { messages: ['v1.1', 'v2'], events: ['v1.1', 'v2'] });
  const lastEvents = new LastEvents();
  const noticed: Occurrence[] = [];
  /** Accounts whose lanes were woken. */
  const woken: string[] = [];
  const observer = { notice: (occurrence: Occurrence) => void noticed.push(occurrence) };
  const wake = (id: string) => void woken.push(id);
  const saveCredentials = new SaveCredentials(accounts, observer, wake, accounts);
  return {
    kept,
    stored,
    accounts,
    profiles,
    apiProbe,
    lastEvents,
    noticed,
    woken,
    saveCredentials,
    putCredentials: new PutCredentials({ accounts, apiProbe, profiles, saveCredentials }),
    learnApis: new LearnApis({ accounts, apiProbe, observer, renewed: wake }),
    removeAccount: new RemoveAccount({ accounts, lastEvents, observer, removed: wake }),
  };
}
