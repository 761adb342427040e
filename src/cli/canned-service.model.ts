import {
  Account,
  type AccountServiceServer,
  AccountServiceService,
  type GetAccountRequest,
  type LookUpUserRequest,
  type PutCredentialsRequest,
  type RemoveAccountRequest,
} from '../adapters/grpc/generated/twitter_connector/v1/account.ts';
import {
  type DeliveryServiceServer,
  DeliveryServiceService,
  type ListDeadLettersRequest,
  type RedriveDeadLettersRequest,
} from '../adapters/grpc/generated/twitter_connector/v1/delivery.ts';
import { MediaServiceService } from '../adapters/grpc/generated/twitter_connector/v1/media.ts';
import { MessagingServiceService } from '../adapters/grpc/generated/twitter_connector/v1/messaging.ts';
import {
  type RegisterWebhookRequest,
  type SubscriptionServiceServer,
  SubscriptionServiceService,
  Webhook,
} from '../adapters/grpc/generated/twitter_connector/v1/subscription.ts';
import { GrpcServer, type GrpcServerOptions } from '../adapters/grpc/server.ts';
import { Failure } from '../domain/errors.ts';
import { cannedMedia, cannedMessaging } from './canned-messaging.model.ts';
import { CannedWorld } from './canned-world.model.ts';

/** A service that answers from a canned world, on a real socket. */
export class CannedService {
  readonly world = new CannedWorld();
  #server: GrpcServer | undefined;
  #port = 0;

  get address(): string {
    return `127.0.0.1:${this.#port}`;
  }

  /** Starts; every other time on the same port. */
  async start(adminToken?: string, tls?: GrpcServerOptions['tls']): Promise<void> {
    const { world } = this;
    const services = [
      { definition: AccountServiceService, implementation: cannedAccounts(world) },
      { definition: SubscriptionServiceService, implementation: cannedSubscriptions(world) },
      { definition: MessagingServiceService, implementation: cannedMessaging(world) },
      { definition: DeliveryServiceService, implementation: cannedDelivery(world) },
      { definition: MediaServiceService, implementation: cannedMedia(world) },
    ];
    this.#server = new GrpcServer({ services, report: () => {}, adminToken, tls, graceMs: 1 });
    this.#port = (await this.#server.start(this.#port)).port;
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
  }
}

function cannedAccounts(world: CannedWorld): AccountServiceServer {
  const find = ({ name }: { name: string }): Account => {
    const account = world.accounts.find((known) => known.name === name);
    if (account === undefined) throw new Failure('not-found', 'there is no such account');
    return account;
  };
  return {
    listAccounts: world.answers('ListAccounts', () => ({
      accounts: world.accounts,
      nextPageToken: '',
    })),
    getAccount: world.answers('GetAccount', (request: GetAccountRequest) => ({
      account: find(request),
    })),
    putCredentials: world.answers('PutCredentials', ({ name }: PutCredentialsRequest) => ({
      account: Account.fromPartial({ name, id: '732739706', state: 1, userName: 'northwind_bank' }),
    })),
    removeAccount: world.answers('RemoveAccount', (request: RemoveAccountRequest) => {
      const removed = find(request);
      world.accounts = world.accounts.filter((account) => account !== removed);
      return {};
    }),
    lookUpUser: world.answers('LookUpUser', ({ userName }: LookUpUserRequest) => ({
      id: '7',
      userName,
    })),
  };
}

function cannedSubscriptions(world: CannedWorld): SubscriptionServiceServer {
  return {
    listWebhooks: world.answers('ListWebhooks', () => ({ webhooks: world.webhooks })),
    registerWebhook: world.answers('RegisterWebhook', ({ url }: RegisterWebhookRequest) => ({
      webhook: Webhook.fromPartial({ id: '1', url, valid: true }),
      adopted: false,
    })),
    validateWebhook: world.answers('ValidateWebhook', () => ({})),
    deleteWebhook: world.answers('DeleteWebhook', () => ({})),
    subscribe: world.answers('Subscribe', () => ({ without: world.without })),
    unsubscribe: world.answers('Unsubscribe', () => ({})),
    listSubscriptions: world.answers('ListSubscriptions', () => ({ userIds: world.subscribed })),
    countSubscriptions: world.answers('CountSubscriptions', () => ({
      provisioned: world.provisioned,
      used: 2,
    })),
    registerAndSubscribe: world.answers('RegisterAndSubscribe', () => ({
      account: 'accounts/732739706',
      webhook: undefined,
      steps: world.steps,
    })),
  };
}

function cannedDelivery(world: CannedWorld): DeliveryServiceServer {
  const taken = ({ selection }: Pick<RedriveDeadLettersRequest, 'selection'>) => {
    const names = selection?.$case === 'deadLetters' ? selection.value.names : [];
    const known = world.deadLetters.filter(({ name }) => names.includes(name));
    world.deadLetters = world.deadLetters.filter((letter) => !known.includes(letter));
    return known.map(({ name }) => name);
  };
  return {
    listDeadLetters: world.answers('ListDeadLetters', ({ pageToken }: ListDeadLettersRequest) => {
      const from = Number(pageToken);
      const to = from + world.lettersPage;
      const nextPageToken = to < world.deadLetters.length ? String(to) : '';
      return { deadLetters: world.deadLetters.slice(from, to), nextPageToken };
    }),
    redriveDeadLetters: world.answers(
      'RedriveDeadLetters',
      (request: RedriveDeadLettersRequest) => ({
        redriven: taken(request),
        nextPageToken: '',
      }),
    ),
    discardDeadLetters: world.answers(
      'DiscardDeadLetters',
      (request: RedriveDeadLettersRequest) => ({
        discarded: taken(request),
        nextPageToken: '',
      }),
    ),
    getStatistics: world.answers('GetStatistics', () => ({
      targets: world.targets,
      deadLetters: BigInt(world.deadLetters.length),
    })),
  };
}
