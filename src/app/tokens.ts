import type { ServiceIdentifier } from 'inversify';
import type { CcmClient } from '../adapters/cim/ccm/ccm-client.ts';
import type { SqliteJournal } from '../adapters/sqlite/sqlite-journal.ts';
import type { TwitterClient } from '../adapters/twitter/rest/twitter-client.ts';
import type { FileEngineStore } from '../adapters/cim/file-engine/file-engine-store.ts';
import type { TwitterRestCustomerMedia } from '../adapters/twitter/rest/twitter-rest-customer-media.ts';
import type { AttachMedia } from '../domain/media/attach-media.ts';
import type { KeepAttachment } from '../domain/media/keep-attachment.ts';
import type { ShowRead } from '../domain/messaging/show-read.ts';
import type { Typing } from '../domain/messaging/typing.ts';
import type { Accounts } from '../domain/accounts/accounts.ts';
import type { ChannelDirectory } from '../domain/accounts/channel-directory.ts';
import type { ChannelTypes } from '../domain/accounts/channel-types.ts';
import type { FindAccount } from '../domain/accounts/find-account.ts';
import type { LoadChannels } from '../domain/accounts/load-channels.ts';
import type { Profiles } from '../domain/accounts/profiles.ts';
import type { SaveCredentials } from '../domain/accounts/save-credentials.ts';
import type { SetAccountState } from '../domain/accounts/set-account-state.ts';
import type { DeliveryStore } from '../domain/delivery/delivery-store.ts';
import type { Lanes } from '../domain/delivery/lanes.ts';
import type { Ledger } from '../domain/delivery/ledger.ts';
import type { ContactCenter } from '../domain/messaging/contact-center.ts';
import type { DeliverToContactCenter } from '../domain/messaging/deliver-to-contact-center.ts';
import type { DirectMessages } from '../domain/messaging/direct-messages.ts';
import type { FindSent } from '../domain/messaging/find-sent.ts';
import type { ReceiveAccountEvents } from '../domain/messaging/receive-account-events.ts';
import type { ReceiveAgentMessage } from '../domain/messaging/receive-agent-message.ts';
import type { SendToCustomer } from '../domain/messaging/send-to-customer.ts';
import type { Observer } from '../domain/observer.ts';
import type { RegisterAndSubscribe } from '../domain/subscription/register-and-subscribe.ts';
import type { Subscriptions } from '../domain/subscription/subscriptions.ts';
import type { Configuration } from './configuration.ts';

const token = <T>(name: string) => Symbol(name) as ServiceIdentifier<T>;

/** What can be asked of the container. */
export const tokens = {
  customerMedia: token<TwitterRestCustomerMedia>('customerMedia'),
  files: token<FileEngineStore>('files'),
  attachMedia: token<AttachMedia>('attachMedia'),
  keepAttachment: token<KeepAttachment>('keepAttachment'),
  typing: token<Typing>('typing'),
  showRead: token<ShowRead>('showRead'),
  configuration: token<Configuration>('configuration'),
  observer: token<Observer>('observer'),
  journal: token<SqliteJournal>('journal'),
  store: token<DeliveryStore>('store'),
  ledger: token<Ledger>('ledger'),
  accounts: token<Accounts>('accounts'),
  channelTypes: token<ChannelTypes>('channelTypes'),
  twitter: token<TwitterClient>('twitter'),
  ccm: token<CcmClient>('ccm'),
  directMessages: token<DirectMessages>('directMessages'),
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
  sendToCustomer: token<SendToCustomer>('sendToCustomer'),
  registerAndSubscribe: token<RegisterAndSubscribe>('registerAndSubscribe'),
};
