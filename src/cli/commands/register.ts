import { type Command, Option } from 'commander';
import { EventsApi } from '../../adapters/grpc/generated/twitter_connector/v1/account.ts';
import {
  RegisterAndSubscribeRequest,
  RegisterAndSubscribeResponse,
  SubscriptionServiceService,
} from '../../adapters/grpc/generated/twitter_connector/v1/subscription.ts';
import { apisIn, eventsApis } from '../apis.ts';
import { type Attributes, attributesFrom } from '../attributes.ts';
import { credentialsHelp, credentialsIn, isConnectedAlone } from '../credentials.ts';
import { examples } from '../examples.ts';
import { CommandFailed, exitCodes } from '../exit-codes.ts';
import { idOf } from '../names.ts';
import type { Act, Session } from '../session.ts';
import { tableOf } from '../terminal/table.ts';

interface RegisterOptions {
  readonly url?: string;
  readonly environment?: string;
  readonly eventsApi?: string;
  readonly credentials?: string;
  readonly plan?: boolean;
}

/** `register`: register-and-subscribe, with a plan first where it is wanted. */
export function registerCommand(program: Command, act: Act): void {
  program
    .command('register')
    .description(
      'Keep the credentials of an account, register its webhook and subscribe it. Safe to repeat.',
    )
    .option('--url <url>', 'Public URL: https, no port, ending in /webhook/twitter/ACCOUNT-ID.')
    .option('--environment <name>', 'Environment of the app; only v1.1 has any.')
    .addOption(
      new Option('--events-api <api>', 'Where events come from, as EVENTS-API says.').choices(
        eventsApis,
      ),
    )
    .option(
      '--credentials <file>',
      'File with the keys; may also have WEBHOOK-URL and ENVIRONMENT-NAME.',
    )
    .option('--plan', 'Only show what would be created, adopted or refused.')
    .addHelpText('after', credentialsHelp)
    .addHelpText(
      'after',
      examples(
        'register --credentials account.json --plan',
        'register --url https://HOST/twitter-connector/webhook/twitter/732739706 --environment prod',
        'register --url https://HOST/twitter-connector/webhook/twitter/732739706 --events-api x-activity',
      ),
    )
    .action(act(register));
}

async function register(
  { api, output, terminal }: Session,
  options: RegisterOptions,
): Promise<void> {
  const given = await attributesFrom(options.credentials, terminal);
  const attributes = withEventsApi(given, options.eventsApi);
  const webhookUrl = options.url ?? attributes.get('WEBHOOK-URL');
  if (webhookUrl === undefined) throw missing('--url', 'See --help.');
  const apis = apisIn(attributes);
  const environment = options.environment ?? attributes.get('ENVIRONMENT-NAME') ?? '';
  const isFirst =
    apis === undefined ? !isConnectedAlone(attributes) : apis.events === EventsApi.V1_1;
  if (environment === '' && isFirst) throw missing('--environment', withoutEnvironment);
  const request = RegisterAndSubscribeRequest.fromPartial({
    credentials: await credentialsIn(attributes, terminal),
    webhookUrl,
    environment,
    ...(apis && { apis }),
    validateOnly: options.plan === true,
  });
  const answer = await api.ask(SubscriptionServiceService.registerAndSubscribe, request);
  if (output.json) return output.value(RegisterAndSubscribeResponse.toJSON(answer));
  const columns = [
    { head: 'STEP', cell: ({ step }: { step: string }) => step },
    {
      head: options.plan === true ? 'WOULD BE' : 'OUTCOME',
      cell: ({ outcome }: { outcome: string }) => outcome,
    },
  ];
  for (const line of tableOf(columns, answer.steps, output.paint)) await output.line(line);
  output.note(
    options.plan === true
      ? 'Nothing was changed.'
      : `Account ${idOf(answer.account)} is registered; "doctor" checks the whole way.`,
  );
}

const withEventsApi = (given: Attributes, api: string | undefined): Attributes =>
  api === undefined ? given : new Map([...given, ['EVENTS-API', api]]);

const withoutEnvironment = 'For an app that has none, say --events-api x-activity (or v2).';

const missing = (option: string, advice: string) =>
  new CommandFailed(exitCodes.usage, `${option} is missing.`, advice);
