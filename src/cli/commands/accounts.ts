import type { Command } from 'commander';
import {
  Account,
  AccountServiceService,
  AccountView,
  GetAccountRequest,
  ListAccountsRequest,
  LookUpUserRequest,
  LookUpUserResponse,
  PutCredentialsRequest,
  RemoveAccountRequest,
} from '../../adapters/grpc/generated/twitter_connector/v1/account.ts';
import { paged } from '../connection/pages.ts';
import { apisIn } from '../apis.ts';
import { attributesFrom } from '../attributes.ts';
import { credentialsHelp, credentialsIn } from '../credentials.ts';
import { examples } from '../examples.ts';
import { idIn, named } from '../names.ts';
import type { Act, Session } from '../session.ts';
import { confirm } from '../terminal/prompts.ts';
import { accountColumns, accountFields, stateWords } from './account-words.ts';

/** `accounts list|show|set|remove|lookup`. */
export function accountCommands(program: Command, act: Act): void {
  const accounts = program.command('accounts').description('The accounts of X that are served.');
  accounts
    .command('list')
    .description('List the accounts.')
    .addHelpText('after', examples('accounts list', 'accounts list --json'))
    .action(act(list));
  accounts
    .command('show')
    .description('Show one account: its access, capabilities and limits.')
    .argument('<account>', 'Numeric id of the account.', idIn)
    .option('--full', 'Ask X as well: user name, webhook and subscription.')
    .addHelpText('after', examples('accounts show 732739706 --full'))
    .action(act(show));
  accounts
    .command('set')
    .description('Keep the credentials of an account, new or known, once X accepts them.')
    .argument('[account]', 'Numeric id of the account; whose X says they are when left out.', idIn)
    .option('--credentials <file>', 'File with the keys.')
    .option('--check', 'Only ask X whether they work; keep nothing.')
    .addHelpText('after', credentialsHelp)
    .addHelpText('after', examples('accounts set --credentials keys.json', 'accounts set --check'))
    .action(act(set));
  accounts
    .command('remove')
    .description('Forget an account and its credentials. Nothing changes on X.')
    .argument('<account>', 'Numeric id of the account.', idIn)
    .option('--yes', 'Do not ask.')
    .option('--allow-missing', 'An unknown account is no error.')
    .addHelpText('after', examples('accounts remove 732739706'))
    .action(act(remove));
  accounts
    .command('lookup')
    .description('Tell the numeric id behind a user name.')
    .argument('<name>', 'User name, with or without @.')
    .option('--account <account>', 'Account whose credentials ask X.', idIn)
    .addHelpText('after', examples('accounts lookup northwind_bank'))
    .action(act(lookUp));
}

async function list({ api, output, terminal }: Session): Promise<void> {
  const accounts = paged(async (pageToken) => {
    const request = ListAccountsRequest.fromPartial({ pageSize: 1_000, pageToken });
    const answer = await api.ask(AccountServiceService.listAccounts, request);
    return { items: answer.accounts, next: answer.nextPageToken };
  });
  await output.list(accounts, {
    columns: accountColumns(terminal.now()),
    json: Account.toJSON,
    none: 'There is no account yet; add one with "accounts set" or "register".',
  });
}

async function show(
  { api, output, terminal }: Session,
  { full }: { readonly full?: boolean },
  id: string,
): Promise<void> {
  const view = full === true ? AccountView.FULL : AccountView.BASIC;
  const request = GetAccountRequest.fromPartial({ name: named('accounts', id), view });
  const { account } = await api.ask(AccountServiceService.getAccount, request);
  const shown = Account.fromPartial(account ?? {});
  await output.thing(accountFields(shown, terminal.now()), Account.toJSON(shown));
}

async function set(
  { api, output, terminal }: Session,
  options: { readonly credentials?: string; readonly check?: boolean },
  id: string | undefined,
): Promise<void> {
  const attributes = await attributesFrom(options.credentials, terminal);
  const apis = apisIn(attributes);
  const credentials = await credentialsIn(attributes, terminal);
  const request = PutCredentialsRequest.fromPartial({
    name: id === undefined ? '' : named('accounts', id),
    credentials,
    validateOnly: options.check === true,
    ...(apis && { apis }),
  });
  const { account } = await api.ask(AccountServiceService.putCredentials, request);
  const kept = Account.fromPartial(account ?? {});
  const done = options.check === true ? 'X accepts them; nothing was kept' : 'Kept, encrypted';
  const whose = kept.userName === '' ? kept.id : `${kept.id} (@${kept.userName})`;
  const state = options.check === true ? '' : `; it is ${stateWords[kept.state]}`;
  await output.result(
    `${done}: these are the keys of account ${whose}${state}.`,
    Account.toJSON(kept),
  );
}

async function remove(
  { api, output, terminal }: Session,
  options: { readonly yes?: boolean; readonly allowMissing?: boolean },
  id: string,
): Promise<void> {
  const question = `Forget account ${id}? What waits for it becomes dead letters.`;
  await confirm(terminal, question, options.yes === true);
  const request = RemoveAccountRequest.fromPartial({
    name: named('accounts', id),
    allowMissing: options.allowMissing === true,
  });
  await api.ask(AccountServiceService.removeAccount, request);
  await output.result(`Account ${id} is forgotten.`, {});
}

async function lookUp(
  { api, output }: Session,
  { account }: { readonly account?: string },
  userName: string,
): Promise<void> {
  const request = LookUpUserRequest.fromPartial({
    userName,
    account: account === undefined ? '' : named('accounts', account),
  });
  const answer = await api.ask(AccountServiceService.lookUpUser, request);
  const fields = { id: answer.id, 'user name': `@${answer.userName}` };
  await output.thing(fields, LookUpUserResponse.toJSON(answer));
}
