import { afterEach, beforeEach, describe } from '@jest/globals';
import { acceptingConformance } from './accepting.conformance.ts';
import { claimingConformance } from './claiming.conformance.ts';
import { deadLettersConformance } from './dead-letters.conformance.ts';
import { durabilityConformance } from './durability.conformance.ts';
import { fencingConformance } from './fencing.conformance.ts';
import { journalConformance } from './journal.conformance.ts';
import { journalListsConformance } from './journal-lists.conformance.ts';
import { ledgerConformance } from './ledger.conformance.ts';
import { redrivingConformance } from './redriving.conformance.ts';
import { renewingConformance } from './renewing.conformance.ts';
import { settlingConformance } from './settling.conformance.ts';
import { type OpenStore, StoreUnderTest } from './store-under-test.conformance.ts';
import { tracingConformance } from './tracing.conformance.ts';

export type { OpenStore } from './store-under-test.conformance.ts';

/**
 * What every implementation of `DeliveryStore`, `Journal`, `DeadLetters` and `Ledger` promises.
 * `open` gives an empty one.
 */
export function deliveryStoreConformance(name: string, open: () => Promise<OpenStore>): void {
  describe(name, () => {
    let opened: StoreUnderTest;

    beforeEach(async () => {
      opened = new StoreUnderTest(await open());
    });
    afterEach(() => opened.opened.close());

    const current = (): StoreUnderTest => opened;
    acceptingConformance(current);
    claimingConformance(current);
    renewingConformance(current);
    settlingConformance(current);
    fencingConformance(current);
    durabilityConformance(current);
    deadLettersConformance(current);
    redrivingConformance(current);
    journalConformance(current);
    journalListsConformance(current);
    ledgerConformance(current);
    tracingConformance(current);
  });
}
