import { InvalidArgumentError } from 'commander';
import {
  AccountServiceService,
  ListAccountsRequest,
} from '../adapters/grpc/generated/twitter_connector/v1/account.ts';
import type { Api } from './connection/api.ts';
import { CommandFailed, exitCodes } from './exit-codes.ts';

/** The numeric id of an account or customer, from `123` or `accounts/123`. */
export function idIn(text: string): string {
  const id = text.replace(/^(accounts|users)\//, '');
  if (!/^\d{1,20}$/.test(id)) {
    throw new InvalidArgumentError(
      'It must be a numeric id of X; "accounts lookup NAME" tells the id behind a user name.',
    );
  }
  return id;
}

/** `collection/id`, whether the collection was written or not. */
export const named = (collection: string, id: string): string =>
  id.startsWith(`${collection}/`) ? id : `${collection}/${id}`;

/** The id in a name such as `messages/api/1`. */
export const idOf = (name: string): string => name.slice(name.indexOf('/') + 1);

/** Whose conversations: a customer alone is meant to be one of the only account. */
export async function conversationOf(
  api: Api,
  { account, customer }: { readonly account?: string; readonly customer?: string },
): Promise<{ readonly account: string; readonly customer: string }> {
  if (customer === undefined) return { account: account ?? '', customer: '' };
  return { account: await accountOf(api, account), customer };
}

/** The account that was given, else the only one that the service has. */
export async function accountOf(api: Api, given: string | undefined): Promise<string> {
  if (given !== undefined) return given;
  const request = ListAccountsRequest.fromPartial({ pageSize: 2 });
  const { accounts } = await api.ask(AccountServiceService.listAccounts, request);
  const [only, another] = accounts;
  if (only === undefined) {
    throw new CommandFailed(
      exitCodes.notFound,
      'The service has no account yet.',
      'Add one with "accounts set" or "register".',
    );
  }
  if (another === undefined) return only.id;
  throw new CommandFailed(
    exitCodes.usage,
    'The service has several accounts.',
    'Say which one with --account ID; "accounts list" shows them.',
  );
}
