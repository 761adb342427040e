import type { ServiceIdentifier } from 'inversify';
import type { CcmClient } from '../adapters/cim/ccm/ccm-client.ts';
import type { AppBearer } from '../adapters/twitter/rest/client/app-bearer.ts';
import type { TwitterClient } from '../adapters/twitter/rest/client/twitter-client.ts';
import type { UserTokens } from '../adapters/twitter/rest/accounts/user-tokens.ts';
import type { TwitterRateBudgets } from '../adapters/twitter/rest/client/twitter-rate-budgets.ts';
import type { FileEngineStore } from '../adapters/cim/file-engine/file-engine-store.ts';
import type { TwitterCustomerMedia } from '../adapters/twitter/rest/media/twitter-customer-media.ts';
import type { AttachMedia } from '../domain/media/attach-media.ts';
import type { KeepAttachment } from '../domain/media/keep-attachment.ts';
import type { ShowRead } from '../domain/messaging/show-read.ts';
import type { Typing } from '../domain/messaging/typing.ts';
import type { ApiProbe } from '../domain/accounts/api-probe.ts';
import type { LearnApis } from '../domain/accounts/learn-apis.ts';
import type { ChannelDirectory } from '../domain/accounts/channel-directory.ts';
import type { ChannelTypes } from '../domain/accounts/channel-types.ts';
import type { FindAccount } from '../domain/accounts/find-account.ts';
import type { LoadChannels } from '../domain/accounts/load-channels.ts';
import type { Profiles } from '../domain/accounts/profiles.ts';
import type { LastEvents } from '../domain/accounts/last-events.ts';
import type { LookUpUser } from '../domain/accounts/look-up-user.ts';
import type { PutCredentials } from '../domain/accounts/put-credentials.ts';
import type { RemoveAccount } from '../domain/accounts/remove-account.ts';
import type { SaveCredentials } from '../domain/accounts/save-credentials.ts';
import type { ServedAccounts } from '../domain/accounts/served-accounts.ts';
import type { ShowAccounts } from '../domain/accounts/show-accounts.ts';
import type { SetAccountState } from '../domain/accounts/set-account-state.ts';
import type { DeadLetters } from '../domain/delivery/dead-letters.ts';
import type { DeliveryStore } from '../domain/delivery/delivery-store.ts';
import type { Journal } from '../domain/delivery/journal.ts';
import type { Lanes } from '../domain/delivery/lanes.ts';
import type { Ledger } from '../domain/delivery/ledger.ts';
import type { ContactCenter } from '../domain/messaging/contact-center.ts';
import type { DeliverToContactCenter } from '../domain/messaging/deliver-to-contact-center.ts';
import type { DirectMessages } from '../domain/messaging/direct-messages.ts';
import type { PastEvents } from '../domain/messaging/past-events.ts';
import type { FindSent } from '../domain/messaging/find-sent.ts';
import type { ReceiveAccountEvents } from '../domain/messaging/receive-account-events.ts';
import type { ReceiveAgentMessage } from '../domain/messaging/receive-agent-message.ts';
import type { SendSlots } from '../domain/messaging/send-slots.ts';
import type { SendToCustomer } from '../domain/messaging/send-to-customer.ts';
import type { Observer } from '../domain/observer.ts';
import type { Tracing } from '../domain/delivery/tracing.ts';
import type { RegisterAndSubscribe } from '../domain/subscription/register-and-subscribe.ts';
import type { AdministerSubscriptions } from '../domain/subscription/administer-subscriptions.ts';
import type { AdministerWebhooks } from '../domain/subscription/administer-webhooks.ts';
import type { Exclusively } from '../domain/subscription/exclusively.ts';
import type { InspectAccount } from '../domain/subscription/inspect-account.ts';
import type { PlanRegistration } from '../domain/subscription/plan-registration.ts';
import type { Replays } from '../domain/subscription/replays.ts';
import type { Subscribers } from '../domain/subscription/subscribers.ts';
import type { Subscriptions } from '../domain/subscription/subscriptions.ts';
import type { KnownWebhooks } from '../domain/subscription/known-webhooks.ts';
import type { SendMessage } from '../domain/messaging/send-message.ts';
import type { MarkRead } from '../domain/messaging/mark-read.ts';
import type { IndicateTyping } from '../domain/messaging/indicate-typing.ts';
import type { WatchJournal } from '../domain/delivery/watch-journal.ts';
import type { KeepFile } from '../domain/media/keep-file.ts';
import type { ReadFile } from '../domain/media/read-file.ts';
import type { RedriveDeadLetters } from '../domain/delivery/redrive-dead-letters.ts';
import type { DiscardDeadLetters } from '../domain/delivery/discard-dead-letters.ts';
import type { CountWaiting } from '../domain/delivery/count-waiting.ts';
import type { Duties } from '../domain/delivery/duties.ts';
import type { HealOnDemand } from '../domain/watch/heal-on-demand.ts';
import type { NoteReplayed } from '../domain/watch/note-replayed.ts';
import type { KeepCovered } from '../domain/watch/keep-covered.ts';
import type { PastWithin } from '../domain/watch/past-within.ts';
import type { Pauses } from '../domain/watch/pauses.ts';
import type { ReplayGap } from '../domain/watch/replay-gap.ts';
import type { Unkept } from '../domain/watch/unkept.ts';
import type { Alarms } from '../domain/watch/alarms.ts';
import type { Watches } from '../domain/watch/watches.ts';
import type { HttpsPublicAddress } from '../adapters/public-address/https-public-address.ts';
import type { HealGap } from '../domain/watch/heal-gap.ts';
import type { Configuration } from './configuration.ts';
import type { JournalProof } from './journal-proof.ts';
import type { Storage } from './storage.ts';

const token = <T>(name: string) => Symbol(name) as ServiceIdentifier<T>;

/** What can be asked of the container. */
export const tokens = {
  customerMedia: token<TwitterCustomerMedia>('customerMedia'),
  files: token<FileEngineStore>('files'),
  attachMedia: token<AttachMedia>('attachMedia'),
  keepAttachment: token<KeepAttachment>('keepAttachment'),
  typing: token<Typing>('typing'),
  showRead: token<ShowRead>('showRead'),
  configuration: token<Configuration>('configuration'),
  observer: token<Observer>('observer'),
  tracing: token<Tracing>('tracing'),
  journalProof: token<JournalProof>('journalProof'),
  storage: token<Storage>('storage'),
  duties: token<Duties>('duties'),
  watches: token<Watches>('watches'),
  pauses: token<Pauses>('pauses'),
  noteReplayed: token<NoteReplayed>('noteReplayed'),
  publicAddress: token<HttpsPublicAddress>('publicAddress'),
  healGap: token<HealGap>('healGap'),
  keepCovered: token<KeepCovered>('keepCovered'),
  pastWithin: token<PastWithin>('pastWithin'),
  replayGap: token<ReplayGap>('replayGap'),
  healOnDemand: token<HealOnDemand>('healOnDemand'),
  alarms: token<Alarms>('alarms'),
  journal: token<Journal>('journal'),
  deadLetters: token<DeadLetters>('deadLetters'),
  store: token<DeliveryStore>('store'),
  ledger: token<Ledger>('ledger'),
  accounts: token<ServedAccounts>('accounts'),
  lastEvents: token<LastEvents>('lastEvents'),
  unkept: token<Unkept>('unkept'),
  channelTypes: token<ChannelTypes>('channelTypes'),
  twitter: token<TwitterClient>('twitter'),
  ccm: token<CcmClient>('ccm'),
  directMessages: token<DirectMessages>('directMessages'),
  pastEvents: token<PastEvents>('pastEvents'),
  userAuthentication: token<UserTokens>('userAuthentication'),
  apiProbe: token<ApiProbe>('apiProbe'),
  learnApis: token<LearnApis>('learnApis'),
  appBearer: token<AppBearer>('appBearer'),
  rateBudgets: token<TwitterRateBudgets>('rateBudgets'),
  webhooks: token<KnownWebhooks>('webhooks'),
  subscribers: token<Subscribers>('subscribers'),
  replays: token<Replays>('replays'),
  subscriptions: token<Subscriptions>('subscriptions'),
  profiles: token<Profiles>('profiles'),
  contactCenter: token<ContactCenter>('contactCenter'),
  channelDirectory: token<ChannelDirectory>('channelDirectory'),
  lanes: token<Lanes>('lanes'),
  saveCredentials: token<SaveCredentials>('saveCredentials'),
  setAccountState: token<SetAccountState>('setAccountState'),
  findAccount: token<FindAccount>('findAccount'),
  loadChannels: token<LoadChannels>('loadChannels'),
  findSent: token<FindSent>('findSent'),
  receiveAccountEvents: token<ReceiveAccountEvents>('receiveAccountEvents'),
  receiveAgentMessage: token<ReceiveAgentMessage>('receiveAgentMessage'),
  deliverToContactCenter: token<DeliverToContactCenter>('deliverToContactCenter'),
  sendSlots: token<SendSlots>('sendSlots'),
  sendToCustomer: token<SendToCustomer>('sendToCustomer'),
  exclusively: token<Exclusively>('exclusively'),
  planRegistration: token<PlanRegistration>('planRegistration'),
  administerWebhooks: token<AdministerWebhooks>('administerWebhooks'),
  administerSubscriptions: token<AdministerSubscriptions>('administerSubscriptions'),
  inspectAccount: token<InspectAccount>('inspectAccount'),
  showAccounts: token<ShowAccounts>('showAccounts'),
  putCredentials: token<PutCredentials>('putCredentials'),
  removeAccount: token<RemoveAccount>('removeAccount'),
  lookUpUser: token<LookUpUser>('lookUpUser'),
  sendMessage: token<SendMessage>('sendMessage'),
  markRead: token<MarkRead>('markRead'),
  indicateTyping: token<IndicateTyping>('indicateTyping'),
  watchJournal: token<WatchJournal>('watchJournal'),
  keepFile: token<KeepFile>('keepFile'),
  readFile: token<ReadFile>('readFile'),
  redriveDeadLetters: token<RedriveDeadLetters>('redriveDeadLetters'),
  discardDeadLetters: token<DiscardDeadLetters>('discardDeadLetters'),
  countWaiting: token<CountWaiting>('countWaiting'),
  registerAndSubscribe: token<RegisterAndSubscribe>('registerAndSubscribe'),
};
