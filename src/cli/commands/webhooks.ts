import type { Command } from 'commander';
import {
  DeleteWebhookRequest,
  ListWebhooksRequest,
  RegisterWebhookRequest,
  RegisterWebhookResponse,
  SubscriptionServiceService,
  ValidateWebhookRequest,
  Webhook,
} from '../../adapters/grpc/generated/twitter_connector/v1/subscription.ts';
import { examples } from '../examples.ts';
import { accountOf, idIn, named } from '../names.ts';
import type { Act, Session } from '../session.ts';
import { confirm } from '../terminal/prompts.ts';

/** Whose app, and which of its environments. */
export interface EnvironmentOptions {
  readonly account?: string;
  readonly environment?: string;
}

/** Adds the options that name an environment on X. */
export const withEnvironment = (command: Command): Command =>
  command
    .option('--account <account>', 'Account whose credentials ask X (default: the only one).', idIn)
    .option(
      '--environment <name>',
      'Environment of the app, which v1.1 alone has (default: that of the registration).',
    );

/** `webhooks list|register|validate|delete`. */
export function webhookCommands(program: Command, act: Act): void {
  const webhooks = program
    .command('webhooks')
    .description('The webhooks of the app, in its environment where it has one.');
  withEnvironment(webhooks.command('list'))
    .description('List the webhooks that X has.')
    .addHelpText('after', examples('webhooks list', 'webhooks list --environment prod --json'))
    .action(act(list));
  withEnvironment(webhooks.command('register'))
    .description('Register a webhook; X challenges it at once. One with the same URL is adopted.')
    .argument('<url>', 'Public URL: https, no port, ending in /webhook/twitter/ACCOUNT-ID.')
    .addHelpText(
      'after',
      examples('webhooks register https://HOST/twitter-connector/webhook/twitter/732739706'),
    )
    .action(act(register));
  withEnvironment(webhooks.command('validate'))
    .description('Have X challenge a webhook again; X sends events to valid ones only.')
    .argument('<id>', 'Id of the webhook; "webhooks list" tells it.')
    .addHelpText('after', examples('webhooks validate 1234567890'))
    .action(act(validate));
  withEnvironment(webhooks.command('delete'))
    .description('Delete a webhook with all of its subscriptions.')
    .argument('<id>', 'Id of the webhook; "webhooks list" tells it.')
    .option('--yes', 'Do not ask.')
    .addHelpText('after', examples('webhooks delete 1234567890'))
    .action(act(remove));
}

/** The fields by which every call on an environment names it. */
export async function environmentOf({ api }: Session, options: EnvironmentOptions) {
  const account = named('accounts', await accountOf(api, options.account));
  return { account, environment: options.environment ?? '' };
}

async function list(session: Session, options: EnvironmentOptions): Promise<void> {
  const request = ListWebhooksRequest.fromPartial(await environmentOf(session, options));
  const { webhooks } = await session.api.ask(SubscriptionServiceService.listWebhooks, request);
  await session.output.list(webhooks, {
    columns: [
      { head: 'ID', cell: ({ id }) => id },
      {
        head: 'VALID',
        cell: ({ valid }) => (valid ? 'yes' : 'no'),
        tone: ({ valid }) => (valid ? 'good' : 'bad'),
      },
      { head: 'CREATED', cell: ({ createdAt }) => createdAt },
      { head: 'URL', cell: ({ url }) => url },
    ],
    json: Webhook.toJSON,
    none: 'X has no webhook here.',
  });
}

async function register(session: Session, options: EnvironmentOptions, url: string): Promise<void> {
  const environment = await environmentOf(session, options);
  const request = RegisterWebhookRequest.fromPartial({ ...environment, url });
  const answer = await session.api.ask(SubscriptionServiceService.registerWebhook, request);
  const done = answer.adopted ? 'was there already' : 'is registered';
  await session.output.result(
    `Webhook ${answer.webhook?.id ?? ''} ${done}.`,
    RegisterWebhookResponse.toJSON(answer),
  );
}

async function validate(
  session: Session,
  options: EnvironmentOptions,
  webhookId: string,
): Promise<void> {
  const environment = await environmentOf(session, options);
  const request = ValidateWebhookRequest.fromPartial({ ...environment, webhookId });
  await session.api.ask(SubscriptionServiceService.validateWebhook, request);
  await session.output.result(`Webhook ${webhookId} has answered X and is valid.`, {});
}

async function remove(
  session: Session,
  options: EnvironmentOptions & { readonly yes?: boolean },
  webhookId: string,
): Promise<void> {
  const question = `Delete webhook ${webhookId} with all of its subscriptions?`;
  await confirm(session.terminal, question, options.yes === true);
  const environment = await environmentOf(session, options);
  const request = DeleteWebhookRequest.fromPartial({ ...environment, webhookId });
  await session.api.ask(SubscriptionServiceService.deleteWebhook, request);
  await session.output.result(`Webhook ${webhookId} is deleted.`, {});
}
