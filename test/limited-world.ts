import { InMemoryAccounts } from '../src/adapters/in-memory/in-memory-accounts.ts';
import { InMemoryCustomerMedia } from '../src/adapters/in-memory/in-memory-customer-media.ts';
import { InMemoryDeliveryStore } from '../src/adapters/in-memory/in-memory-delivery-store.ts';
import { InMemoryFileStore } from '../src/adapters/in-memory/in-memory-file-store.ts';
import type { ManualClock } from '../src/adapters/in-memory/manual-clock.ts';
import type { Account } from '../src/domain/accounts/account.ts';
import { SetAccountState } from '../src/domain/accounts/set-account-state.ts';
import { defaultBackoff } from '../src/domain/delivery/backoff.ts';
import type { Deliverer } from '../src/domain/delivery/deliverer.ts';
import { defaultGateLimits } from '../src/domain/delivery/gate.ts';
import { Lanes } from '../src/domain/delivery/lanes.ts';
import { AttachMedia } from '../src/domain/media/attach-media.ts';
import type { AgentMessage } from '../src/domain/messaging/agent-message.ts';
import { FindSent } from '../src/domain/messaging/find-sent.ts';
import { contactCenterTarget, type ForContactCenter } from '../src/domain/messaging/lanes-of.ts';
import { arrivalIdOf } from '../src/domain/messaging/agent-message.ts';
import { towardsCustomer } from '../src/domain/messaging/lanes-of.ts';
import { SendSlots } from '../src/domain/messaging/send-slots.ts';
import { SendToCustomer } from '../src/domain/messaging/send-to-customer.ts';
import { type Limits, LimitedX } from './limited-x.ts';

const account: Account = {
  id: '1',
  state: 'active',
  credentials: {
    consumerKey: 'ck',
    consumerSecret: 'cs',
    accessToken: 'at',
    accessTokenSecret: 'ats',
  },
  apis: { messages: 'v2', events: 'x-activity' },
};
const observer = { notice: () => {} };
const timings = {
  leaseMs: 30_000,
  sendTimeoutMs: 10_000,
  echoWaitMs: 2_000,
  burnedMax: 10,
  backoff: defaultBackoff,
  gate: defaultGateLimits,
};

/** One account on an X with limits, engines that share its journal, and a contact centre. */
export class LimitedWorld {
  readonly x: LimitedX;
  /** What agents were told, and when. */
  readonly told: { readonly customerId: string; readonly text: string; readonly atMs: number }[] =
    [];
  /** Of which messages the contact centre was told what became. */
  readonly reports: string[] = [];
  readonly #clock: ManualClock;
  readonly #engines: Lanes[] = [];

  private constructor(clock: ManualClock, limits: Limits) {
    this.#clock = clock;
    this.x = new LimitedX(clock, limits);
  }

  static async with(clock: ManualClock, limits: Limits, engines = 1): Promise<LimitedWorld> {
    const world = new LimitedWorld(clock, limits);
    const store = new InMemoryDeliveryStore();
    const accounts = new InMemoryAccounts();
    await accounts.save(account);
    for (let i = 0; i < engines; i++) {
      await world.#start(String(i), store, accounts);
    }
    return world;
  }

  async #start(name: string, store: InMemoryDeliveryStore, accounts: InMemoryAccounts) {
    const clock = this.#clock;
    const directMessages = this.x.from(name);
    const files = new InMemoryFileStore();
    const outward = new SendToCustomer({
      directMessages,
      attachMedia: new AttachMedia(files, new InMemoryCustomerMedia(), clock, 60_000, observer),
      files,
      findSent: new FindSent(directMessages, store, clock, observer, 2_000),
      accounts,
      setAccountState: new SetAccountState(accounts, observer),
      clock,
      ageMaxMs: 10 * 24 * 3_600_000,
      slots: new SendSlots(this.x.budgetsOf(name), clock),
    });
    const inward: Deliverer = {
      ageMaxMs: 1e12,
      buried: () => [],
      execute: async ({ body }) => {
        this.#hear(JSON.parse(body) as ForContactCenter);
        return { kind: 'done' };
      },
    };
    const delivererOf = ({ target }: { readonly target: string }) =>
      target === contactCenterTarget ? inward : outward;
    const lanes = new Lanes({ store, clock, observer, timings, random: () => 0.5, delivererOf });
    await lanes.start();
    this.#engines.push(lanes);
  }

  #hear(item: ForContactCenter): void {
    if (item.kind === 'report') this.reports.push(`${item.report.messageId} ${item.report.status}`);
    if (item.kind !== 'message') return;
    const { customer, text } = item.message;
    this.told.push({ customerId: customer.id, text, atMs: this.#clock.now() });
  }

  /** Somebody of the contact centre writes, through one of the engines. */
  async says(text: string, customerId: string, writer: 'agent' | 'bot', engine = 0): Promise<void> {
    const message: AgentMessage = {
      id: text,
      accountId: account.id,
      customerId,
      content: { kind: 'text', text },
      ...(writer === 'bot' && { writer }),
    };
    const atMs = this.#clock.now();
    const arrival = { id: arrivalIdOf(message), atMs, message: towardsCustomer(message) };
    await this.#engines[engine]?.accept([arrival]);
  }
}
