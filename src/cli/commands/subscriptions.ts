import type { Command } from 'commander';
import {
  CountSubscriptionsRequest,
  CountSubscriptionsResponse,
  ListSubscriptionsRequest,
  SubscribeRequest,
  SubscribeResponse,
  SubscriptionServiceService,
  UnsubscribeRequest,
} from '../../adapters/grpc/generated/twitter_connector/v1/subscription.ts';
import { examples } from '../examples.ts';
import { accountOf, idIn, idOf, named } from '../names.ts';
import type { Act, Session } from '../session.ts';
import { type EnvironmentOptions, environmentOf, withEnvironment } from './webhooks.ts';

/** `subscriptions list|add|remove|count`. */
export function subscriptionCommands(program: Command, act: Act): void {
  const subscriptions = program
    .command('subscriptions')
    .description('The accounts whose events X sends to the webhook.');
  withEnvironment(subscriptions.command('list'))
    .description('List the accounts that are subscribed.')
    .addHelpText('after', examples('subscriptions list', 'subscriptions list --environment prod'))
    .action(act(list));
  withEnvironment(subscriptions.command('add'))
    .description('Subscribe the account; a repetition changes nothing.')
    .addHelpText('after', examples('subscriptions add --account 732739706'))
    .action(act(add));
  withEnvironment(subscriptions.command('remove'))
    .description('End the subscription of the account; a repetition changes nothing.')
    .option('--user <user>', 'End the subscription of this account of the same app.', idIn)
    .addHelpText(
      'after',
      examples('subscriptions remove --account 732739706', 'subscriptions remove --user 732739707'),
    )
    .action(act(remove));
  subscriptions
    .command('count')
    .description('Tell how many subscriptions the app has and may have.')
    .option('--account <account>', 'Account whose app is asked (default: the only one).', idIn)
    .addHelpText('after', examples('subscriptions count'))
    .action(act(count));
}

async function list(session: Session, options: EnvironmentOptions): Promise<void> {
  const request = ListSubscriptionsRequest.fromPartial(await environmentOf(session, options));
  const answer = await session.api.ask(SubscriptionServiceService.listSubscriptions, request);
  await session.output.list(answer.userIds, {
    columns: [{ head: 'ACCOUNT', cell: (id) => id }],
    json: (userId) => ({ userId }),
    none: 'No account is subscribed here.',
  });
}

async function add(session: Session, options: EnvironmentOptions): Promise<void> {
  const request = SubscribeRequest.fromPartial(await environmentOf(session, options));
  const answer = await session.api.ask(SubscriptionServiceService.subscribe, request);
  const without = answer.without.length === 0 ? '' : `, without ${answer.without.join(', ')}`;
  await session.output.result(
    `Account ${idOf(request.account)} is subscribed${without}.`,
    SubscribeResponse.toJSON(answer),
  );
}

async function remove(
  session: Session,
  options: EnvironmentOptions & { readonly user?: string },
): Promise<void> {
  const environment = await environmentOf(session, options);
  const request = UnsubscribeRequest.fromPartial({ ...environment, userId: options.user ?? '' });
  await session.api.ask(SubscriptionServiceService.unsubscribe, request);
  const who = options.user ?? idOf(request.account);
  await session.output.result(`Account ${who} is not subscribed any more.`, {});
}

async function count(
  { api, output }: Session,
  options: { readonly account?: string },
): Promise<void> {
  const account = named('accounts', await accountOf(api, options.account));
  const request = CountSubscriptionsRequest.fromPartial({ account });
  const answer = await api.ask(SubscriptionServiceService.countSubscriptions, request);
  await output.result(
    answer.provisioned === 0
      ? `${answer.used} subscriptions are used; X does not say how many there may be.`
      : `${answer.used} of ${answer.provisioned} subscriptions are used.`,
    CountSubscriptionsResponse.toJSON(answer),
  );
}
