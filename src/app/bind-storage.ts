import type { Container } from 'inversify';
import { systemClock } from '../adapters/system/system-clock.ts';
import { ServedAccounts } from '../domain/accounts/served-accounts.ts';
import { JournalProof } from './journal-proof.ts';
import type { Storage } from './storage.ts';
import { tokens } from './tokens.ts';

/** The journal and everything that is kept in it, opened before. */
export function bindStorage(container: Container, storage: Storage): void {
  container.bind(tokens.storage).toConstantValue(storage);
  const proof = new JournalProof(() => storage.prove(), systemClock);
  container.bind(tokens.journalProof).toConstantValue(proof);
  container.bind(tokens.store).toConstantValue(storage.store);
  container.bind(tokens.journal).toConstantValue(storage.journal);
  container.bind(tokens.deadLetters).toConstantValue(storage.deadLetters);
  container.bind(tokens.ledger).toConstantValue(storage.ledger);
  container.bind(tokens.channelTypes).toConstantValue(storage.channelTypes);
  container.bind(tokens.duties).toConstantValue(storage.duties);
  container.bind(tokens.watches).toConstantValue(storage.watches);
  container.bind(tokens.accounts).toConstantValue(new ServedAccounts(storage.accounts));
}
