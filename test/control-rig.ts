import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deliveryService } from '../src/adapters/grpc/delivery-service.ts';
import { DeliveryServiceService } from '../src/adapters/grpc/generated/twitter_connector/v1/delivery.ts';
import { MediaServiceService } from '../src/adapters/grpc/generated/twitter_connector/v1/media.ts';
import { MessagingServiceService } from '../src/adapters/grpc/generated/twitter_connector/v1/messaging.ts';
import { mediaService } from '../src/adapters/grpc/media-service.ts';
import { messagingService } from '../src/adapters/grpc/messaging-service.ts';
import { GrpcServer } from '../src/adapters/grpc/server.ts';
import { InMemoryAccounts } from '../src/adapters/in-memory/in-memory-accounts.ts';
import { InMemoryChannelDirectory } from '../src/adapters/in-memory/in-memory-channel-directory.ts';
import { InMemoryContactCenter } from '../src/adapters/in-memory/in-memory-contact-center.ts';
import { InMemoryDirectMessages } from '../src/adapters/in-memory/in-memory-direct-messages.ts';
import { InMemoryFileStore } from '../src/adapters/in-memory/in-memory-file-store.ts';
import { SqliteDeadLetters } from '../src/adapters/sqlite/sqlite-dead-letters.ts';
import { SqliteDeliveryStore } from '../src/adapters/sqlite/sqlite-delivery-store.ts';
import { SqliteFile } from '../src/adapters/sqlite/sqlite-file.ts';
import { SqliteJournal } from '../src/adapters/sqlite/sqlite-journal.ts';
import { SqliteLedger } from '../src/adapters/sqlite/sqlite-ledger.ts';
import { systemClock } from '../src/adapters/system/system-clock.ts';
import { FindAccount } from '../src/domain/accounts/find-account.ts';
import { SaveCredentials } from '../src/domain/accounts/save-credentials.ts';
import { CountWaiting } from '../src/domain/delivery/count-waiting.ts';
import { DiscardDeadLetters } from '../src/domain/delivery/discard-dead-letters.ts';
import type { Journal } from '../src/domain/delivery/journal.ts';
import type { Lanes } from '../src/domain/delivery/lanes.ts';
import { RedriveDeadLetters } from '../src/domain/delivery/redrive-dead-letters.ts';
import { WatchJournal } from '../src/domain/delivery/watch-journal.ts';
import type { FileStore } from '../src/domain/media/file-store.ts';
import { KeepFile } from '../src/domain/media/keep-file.ts';
import { ReadFile } from '../src/domain/media/read-file.ts';
import { IndicateTyping } from '../src/domain/messaging/indicate-typing.ts';
import { MarkRead } from '../src/domain/messaging/mark-read.ts';
import { ReceiveAccountEvents } from '../src/domain/messaging/receive-account-events.ts';
import { ReceiveAgentMessage } from '../src/domain/messaging/receive-agent-message.ts';
import { SendMessage } from '../src/domain/messaging/send-message.ts';
import { Typing } from '../src/domain/messaging/typing.ts';
import { engine } from './control-engine.ts';
import type { DeliveryStore } from '../src/domain/delivery/delivery-store.ts';

const credentials = { consumerKey: '', consumerSecret: '', accessToken: '', accessTokenSecret: '' };
const observer = { notice: () => {} };

/**
 * The services of messages, files and deliveries on a real port, over a journal on disk and an
 * engine that delivers to neighbours in memory. It serves the account 1 and can be restarted.
 */
export class ControlRig {
  readonly x = new InMemoryDirectMessages();
  readonly contactCenter = new InMemoryContactCenter();
  readonly directory = new InMemoryChannelDirectory();
  readonly accounts = new InMemoryAccounts();
  /** What was not foreseen; empty unless something is wrong. */
  readonly reported: unknown[] = [];
  /** How often watches have read the journal. */
  reads = 0;
  /** Watches that have not ended. */
  readonly watches = new Set<() => void>();
  readonly files: FileStore;
  readonly #folder = mkdtempSync(join(tmpdir(), 'control-'));
  #stop = async () => {};
  #port = 0;
  #lanes: Lanes | undefined;

  constructor(files: FileStore = new InMemoryFileStore()) {
    this.files = files;
  }

  get port(): number {
    return this.#port;
  }

  /** Something arrives from X or from CCM. */
  accept: Lanes['accept'] = (arrivals) => this.#lanes!.accept(arrivals);

  /** An agent writes to a customer. */
  agentSays: (id: string, text: string, customerId?: string) => Promise<unknown> = async () => {};

  /** X tells something about the account. */
  events: ReceiveAccountEvents['execute'] = async () => {};

  async start(): Promise<void> {
    await this.accounts.save({ id: '1', credentials, state: 'active' });
    const file = new SqliteFile(join(this.#folder, 'journal.db'));
    const store = new SqliteDeliveryStore(file);
    const lanes = engine(this, store, new SqliteLedger(file));
    this.#lanes = lanes;
    const server = this.#server(file, store, lanes);
    await lanes.start();
    this.#port = (await server.start(this.#port)).port;
    this.#stop = async () => {
      await server.stop();
      await lanes.stop();
      file.close();
    };
  }

  stop(): Promise<void> {
    return this.#stop();
  }

  async close(): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #counted(journal: Journal): Pick<Journal, 'changes' | 'newest'> {
    return {
      newest: () => journal.newest(),
      changes: (...asked) => {
        this.reads += 1;
        return journal.changes(...asked);
      },
    };
  }

  #server(file: SqliteFile, store: DeliveryStore, lanes: Lanes): GrpcServer {
    const { accounts, contactCenter, directory, files, x } = this;
    const report = (unforeseen: unknown) => void this.reported.push(unforeseen);
    const clock = systemClock;
    const save = new SaveCredentials(accounts, observer, () => {});
    const findAccount = new FindAccount(accounts, directory, save);
    const receive = new ReceiveAgentMessage(lanes, findAccount, clock, observer);
    this.agentSays = (id, text, customerId = '2') =>
      receive.execute({ id, accountId: '1', customerId, content: { kind: 'text', text } });
    const noTyping = async () => {};
    const events = new ReceiveAccountEvents(lanes, accounts, clock, observer, noTyping);
    this.events = (told) => events.execute(told);
    const journal = new SqliteJournal(file);
    const deadLetters = new SqliteDeadLetters(file);
    const inTrouble = () => false;
    const sides = { contactCenter, directMessages: x, accounts, clock, inTrouble };
    const typing = new Typing({ ...sides, tell: (arrival) => lanes.accept([arrival]) });
    const onNews = (listener: () => void) => {
      this.watches.add(listener);
      const stop = lanes.onChange(listener);
      return () => {
        this.watches.delete(listener);
        stop();
      };
    };
    const messaging = messagingService(
      {
        sendMessage: new SendMessage(receive, journal),
        indicateTyping: new IndicateTyping(findAccount, typing),
        markRead: new MarkRead(lanes, findAccount, clock),
        journal,
        watchJournal: new WatchJournal({ journal: this.#counted(journal), clock, onNews }),
      },
      report,
    );
    const wake = () => void lanes.lookAgain();
    const delivery = deliveryService(
      {
        deadLetters,
        redriveDeadLetters: new RedriveDeadLetters(deadLetters, clock, wake),
        discardDeadLetters: new DiscardDeadLetters(deadLetters, clock),
        countWaiting: new CountWaiting(journal, store, () => lanes.targets()),
      },
      report,
    );
    const keepFile = new KeepFile(files, clock, 10_000);
    const media = mediaService(keepFile, new ReadFile(files, clock, 10_000), report);
    return new GrpcServer({
      services: [
        { definition: MessagingServiceService, implementation: messaging },
        { definition: MediaServiceService, implementation: media },
        { definition: DeliveryServiceService, implementation: delivery },
      ],
      report,
      graceMs: 1_000,
    });
  }
}
