import type { InMemoryAccounts } from '../src/adapters/in-memory/in-memory-accounts.ts';
import type { InMemoryContactCenter } from '../src/adapters/in-memory/in-memory-contact-center.ts';
import { InMemoryCustomerMedia } from '../src/adapters/in-memory/in-memory-customer-media.ts';
import type { InMemoryDirectMessages } from '../src/adapters/in-memory/in-memory-direct-messages.ts';
import { systemClock } from '../src/adapters/system/system-clock.ts';
import { SetAccountState } from '../src/domain/accounts/set-account-state.ts';
import { defaultBackoff } from '../src/domain/delivery/backoff.ts';
import { defaultGateLimits } from '../src/domain/delivery/gate.ts';
import { Lanes } from '../src/domain/delivery/lanes.ts';
import { AttachMedia } from '../src/domain/media/attach-media.ts';
import type { FileStore } from '../src/domain/media/file-store.ts';
import { KeepAttachment } from '../src/domain/media/keep-attachment.ts';
import { DeliverToContactCenter } from '../src/domain/messaging/deliver-to-contact-center.ts';
import { FindSent } from '../src/domain/messaging/find-sent.ts';
import { contactCenterTarget } from '../src/domain/messaging/lanes-of.ts';
import { SendToCustomer } from '../src/domain/messaging/send-to-customer.ts';
import { ShowRead } from '../src/domain/messaging/show-read.ts';
import type { DeliveryStore } from '../src/domain/delivery/delivery-store.ts';
import type { Ledger } from '../src/domain/delivery/ledger.ts';

const observer = { notice: () => {} };
const timings = {
  leaseMs: 60_000,
  sendTimeoutMs: 10_000,
  echoWaitMs: 100,
  burnedMax: 10,
  backoff: { ...defaultBackoff, firstMs: 20, earlyCapMs: 50 },
  gate: defaultGateLimits,
};

/** Neighbours of the connector in memory. */
export interface Neighbours {
  readonly x: InMemoryDirectMessages;
  readonly contactCenter: InMemoryContactCenter;
  readonly accounts: InMemoryAccounts;
  readonly files: FileStore;
}

/** An engine on a journal on disk, which delivers to neighbours in memory. */
export function engine(
  { accounts, contactCenter, files, x }: Neighbours,
  store: DeliveryStore,
  ledger: Ledger,
): Lanes {
  const clock = systemClock;
  const media = new InMemoryCustomerMedia();
  const inward = new DeliverToContactCenter({
    contactCenter,
    keepAttachment: new KeepAttachment(media, files, clock, 10_000, observer),
    accounts,
    ledger,
    clock,
    ageMaxMs: 259_200_000,
    attachmentPatienceMs: 900_000,
  });
  const outward = new SendToCustomer({
    directMessages: x,
    attachMedia: new AttachMedia(files, media, clock, 10_000, observer),
    files,
    findSent: new FindSent(x, ledger, clock, observer, timings.echoWaitMs),
    accounts,
    setAccountState: new SetAccountState(accounts, observer),
    clock,
    ageMaxMs: 86_400_000,
  });
  const reads = new ShowRead(x, accounts, clock);
  const delivererOf = ({ lane, target }: { lane: string; target: string }) => {
    if (target === contactCenterTarget) return inward;
    return lane.startsWith('read/') ? reads : outward;
  };
  return new Lanes({ store, clock, observer, timings, random: Math.random, delivererOf });
}
