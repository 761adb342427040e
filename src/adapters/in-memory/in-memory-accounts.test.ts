import {
  accountsConformance,
  type OpenAccounts,
} from '../../domain/accounts/accounts.conformance.ts';
import { InMemoryAccounts, InMemoryChannelTypes } from './in-memory-accounts.ts';

async function open(accounts = new Map(), ids = new Set<string>()): Promise<OpenAccounts> {
  return {
    accounts: new InMemoryAccounts(accounts),
    channelTypes: new InMemoryChannelTypes(ids),
    reopen: () => open(accounts, ids),
    close: async () => {},
  };
}

accountsConformance('memory', () => open());
