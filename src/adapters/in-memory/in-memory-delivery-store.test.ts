import { describe, expect, test } from '@jest/globals';
import {
  deliveryStoreConformance,
  type OpenStore,
} from '../../domain/delivery/delivery-store.conformance.ts';
import { deliveryStoreModel } from '../../domain/delivery/delivery-store.model.ts';
import { InMemoryDeadLetters } from './in-memory-dead-letters.ts';
import { InMemoryDeliveryStore } from './in-memory-delivery-store.ts';
import { InMemoryJournal } from './in-memory-journal.ts';

async function open(journal = new InMemoryJournal()): Promise<OpenStore> {
  const store = new InMemoryDeliveryStore(journal);
  return {
    store,
    ledger: store,
    journal,
    deadLetters: new InMemoryDeadLetters(journal),
    failBurials: (on) => store.failAll(on ? new Error('told to fail') : undefined),
    reopen: () => open(journal),
    close: async () => {},
  };
}

deliveryStoreConformance('the in-memory journal', () => open());
deliveryStoreModel('the in-memory journal', () => open());

describe('the in-memory journal', () => {
  const commit = { nowMs: 0, leaseMs: 1, accept: [{ id: 'a', atMs: 0 }], settle: [], claim: [] };

  test('fails once when it is told to fail next, and changes nothing', async () => {
    const store = new InMemoryDeliveryStore();
    store.failNext(new Error('disk full'));

    await expect(store.commit(commit)).rejects.toThrow('disk full');
    expect((await store.commit(commit)).accepted).toEqual(['accepted']);
  });

  test('fails until it is told otherwise', async () => {
    const store = new InMemoryDeliveryStore();
    store.failAll(new Error('disk full'));
    await expect(store.commit(commit)).rejects.toThrow('disk full');
    await expect(store.commit(commit)).rejects.toThrow('disk full');

    store.failAll(undefined);
    expect((await store.commit(commit)).accepted).toEqual(['accepted']);
  });
});
