import type { ServerInterceptor } from '@grpc/grpc-js';
import type { Container } from 'inversify';
import { accountService } from '../adapters/grpc/account-service.ts';
import { deliveryService } from '../adapters/grpc/delivery-service.ts';
import { AccountServiceService } from '../adapters/grpc/generated/twitter_connector/v1/account.ts';
import { DeliveryServiceService } from '../adapters/grpc/generated/twitter_connector/v1/delivery.ts';
import { MediaServiceService } from '../adapters/grpc/generated/twitter_connector/v1/media.ts';
import { MessagingServiceService } from '../adapters/grpc/generated/twitter_connector/v1/messaging.ts';
import { SubscriptionServiceService } from '../adapters/grpc/generated/twitter_connector/v1/subscription.ts';
import { WatchServiceService } from '../adapters/grpc/generated/twitter_connector/v1/watch.ts';
import { mediaService } from '../adapters/grpc/media-service.ts';
import { messagingService } from '../adapters/grpc/messaging-service.ts';
import type { Served } from '../adapters/grpc/served.ts';
import { GrpcServer } from '../adapters/grpc/server.ts';
import { subscriptionService } from '../adapters/grpc/subscription-service.ts';
import { watchService } from '../adapters/grpc/watch-service.ts';
import { tlsFrom } from './tls.ts';
import { tokens } from './tokens.ts';

type Report = (unforeseen: unknown) => void;

/** The control API over what is in the container. `report` gets what was not foreseen. */
export function controlServer(
  from: Container,
  report: Report,
  follow?: ServerInterceptor,
): GrpcServer {
  const configuration = from.get(tokens.configuration);
  return new GrpcServer({
    services: servicesOf(from, report),
    report,
    follow,
    adminToken: configuration.ADMIN_TOKEN,
    tls: tlsFrom(configuration),
  });
}

function servicesOf(from: Container, report: Report): readonly Served[] {
  const messaging = messagingService(
    {
      sendMessage: from.get(tokens.sendMessage),
      indicateTyping: from.get(tokens.indicateTyping),
      markRead: from.get(tokens.markRead),
      journal: from.get(tokens.journal),
      watchJournal: from.get(tokens.watchJournal),
    },
    report,
  );
  const media = mediaService(from.get(tokens.keepFile), from.get(tokens.readFile), report);
  const accounts = accountService(
    {
      showAccounts: from.get(tokens.showAccounts),
      inspectAccount: from.get(tokens.inspectAccount),
      putCredentials: from.get(tokens.putCredentials),
      removeAccount: from.get(tokens.removeAccount),
      lookUpUser: from.get(tokens.lookUpUser),
    },
    report,
  );
  const subscriptions = subscriptionService(
    {
      administerWebhooks: from.get(tokens.administerWebhooks),
      administerSubscriptions: from.get(tokens.administerSubscriptions),
      registerAndSubscribe: from.get(tokens.registerAndSubscribe),
      planRegistration: from.get(tokens.planRegistration),
    },
    report,
  );
  const delivery = deliveryService(
    {
      deadLetters: from.get(tokens.deadLetters),
      redriveDeadLetters: from.get(tokens.redriveDeadLetters),
      discardDeadLetters: from.get(tokens.discardDeadLetters),
      countWaiting: from.get(tokens.countWaiting),
    },
    report,
  );
  const watch = watchService(
    {
      accounts: from.get(tokens.accounts),
      watches: from.get(tokens.watches),
      healOnDemand: from.get(tokens.healOnDemand),
    },
    report,
  );
  return [
    { definition: MessagingServiceService, implementation: messaging },
    { definition: MediaServiceService, implementation: media },
    { definition: AccountServiceService, implementation: accounts },
    { definition: SubscriptionServiceService, implementation: subscriptions },
    { definition: DeliveryServiceService, implementation: delivery },
    { definition: WatchServiceService, implementation: watch },
  ];
}
