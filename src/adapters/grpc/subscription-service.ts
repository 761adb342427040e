import type { AdministerSubscriptions } from '../../domain/subscription/administer-subscriptions.ts';
import type { AdministerWebhooks } from '../../domain/subscription/administer-webhooks.ts';
import type { PlanRegistration } from '../../domain/subscription/plan-registration.ts';
import type { RegisterAndSubscribe } from '../../domain/subscription/register-and-subscribe.ts';
import { accountIdIn, accountName, urlFaults } from './account-fields.ts';
import { type CallContext, type Report, unary } from './calls.ts';
import type {
  RegisterAndSubscribeRequest,
  RegisterAndSubscribeResponse,
  SubscriptionServiceServer,
} from './generated/twitter_connector/v1/subscription.ts';
import { actingIn, registrationIn, userIdFaults, webhookIdFaults } from './subscription-fields.ts';

export interface SubscriptionUseCases {
  readonly administerWebhooks: AdministerWebhooks;
  readonly administerSubscriptions: AdministerSubscriptions;
  readonly registerAndSubscribe: RegisterAndSubscribe;
  readonly planRegistration: PlanRegistration;
}

/** Webhooks and subscriptions on X, and everything that a new account needs in one call. */
export function subscriptionService(
  useCases: SubscriptionUseCases,
  report: Report,
): SubscriptionServiceServer {
  return {
    ...webhookCalls(useCases.administerWebhooks, report),
    ...subscriptionCalls(useCases.administerSubscriptions, report),
    registerAndSubscribe: unary((request, context) => register(useCases, request, context), report),
  };
}

type Calls<K extends keyof SubscriptionServiceServer> = Pick<SubscriptionServiceServer, K>;

function webhookCalls(
  webhooks: AdministerWebhooks,
  report: Report,
): Calls<'listWebhooks' | 'registerWebhook' | 'validateWebhook' | 'deleteWebhook'> {
  return {
    listWebhooks: unary(async (request) => {
      return { webhooks: [...(await webhooks.list(actingIn(request)))] };
    }, report),

    registerWebhook: unary(async (request, { signal }) => {
      const url = request.url.trim();
      return webhooks.register(actingIn(request, urlFaults('url', url)), url, signal);
    }, report),

    validateWebhook: unary(async (request) => {
      const { webhookId } = request;
      await webhooks.validate(actingIn(request, webhookIdFaults(webhookId)), webhookId);
      return {};
    }, report),

    deleteWebhook: unary(async (request) => {
      const { webhookId } = request;
      await webhooks.remove(actingIn(request, webhookIdFaults(webhookId)), webhookId);
      return {};
    }, report),
  };
}

function subscriptionCalls(
  subscriptions: AdministerSubscriptions,
  report: Report,
): Calls<'subscribe' | 'unsubscribe' | 'listSubscriptions' | 'countSubscriptions'> {
  return {
    subscribe: unary(async (request) => {
      const { without } = await subscriptions.subscribe(actingIn(request));
      return { without: [...without] };
    }, report),

    unsubscribe: unary(async (request) => {
      const { userId } = request;
      const acting = actingIn(request, userIdFaults(userId));
      await subscriptions.unsubscribe(acting, userId || undefined);
      return {};
    }, report),

    listSubscriptions: unary(async (request) => {
      return { userIds: [...(await subscriptions.list(actingIn(request)))] };
    }, report),

    countSubscriptions: unary(async ({ account }) => {
      const { provisioned = 0, used } = await subscriptions.count(accountIdIn('account', account));
      return { provisioned, used };
    }, report),
  };
}

async function register(
  { planRegistration, registerAndSubscribe }: SubscriptionUseCases,
  request: RegisterAndSubscribeRequest,
  { signal }: CallContext,
): Promise<RegisterAndSubscribeResponse> {
  const registration = registrationIn(request);
  const useCase = request.validateOnly ? planRegistration : registerAndSubscribe;
  const { accountId, webhook, steps } = await useCase.execute(registration, signal);
  return { account: accountName(accountId), webhook, steps: [...steps] };
}
