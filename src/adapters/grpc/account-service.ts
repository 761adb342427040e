import type { LookUpUser } from '../../domain/accounts/look-up-user.ts';
import type { Profile } from '../../domain/accounts/profiles.ts';
import type { PutCredentials } from '../../domain/accounts/put-credentials.ts';
import type { RemoveAccount } from '../../domain/accounts/remove-account.ts';
import type { ShowAccounts } from '../../domain/accounts/show-accounts.ts';
import { Failure } from '../../domain/errors.ts';
import type { InspectAccount } from '../../domain/subscription/inspect-account.ts';
import { apisFaults, apisOf, credentialsFaults, credentialsOf } from './account-credentials.ts';
import { accountFaults, accountIdIn, accountIdOf, optionalFaults } from './account-fields.ts';
import { accountOut, strangerOut } from './account-out.ts';
import { type CallContext, type Report, unary } from './calls.ts';
import {
  type Account,
  type AccountServiceServer,
  AccountView,
  type ListAccountsRequest,
  type ListAccountsResponse,
  type LookUpUserRequest,
  type PutCredentialsRequest,
} from './generated/twitter_connector/v1/account.ts';
import { pageAfter, pageTokenOf } from './page-tokens.ts';
import { checked, enumFaults, pageSizeFaults } from './request-fields.ts';

export interface AccountUseCases {
  readonly showAccounts: ShowAccounts;
  readonly inspectAccount: InspectAccount;
  readonly putCredentials: PutCredentials;
  readonly removeAccount: RemoveAccount;
  readonly lookUpUser: LookUpUser;
}

/** The accounts that are served. Credentials go in and never come out. */
export function accountService(useCases: AccountUseCases, report: Report): AccountServiceServer {
  const { inspectAccount, lookUpUser, removeAccount, showAccounts } = useCases;
  return {
    listAccounts: unary(async (request) => list(showAccounts, request), report),

    getAccount: unary(async ({ name, view }) => {
      checked(accountFaults('name', name), enumFaults('view', view, AccountView));
      const id = accountIdOf(name);
      const status = await showAccounts.one(id);
      const onX = view === AccountView.FULL ? await inspectAccount.execute(id) : undefined;
      return { account: accountOut(status, onX) };
    }, report),

    putCredentials: unary(async (request, context) => {
      const owner = await put(useCases.putCredentials, request, context);
      return { account: await shown(showAccounts, owner) };
    }, report),

    removeAccount: unary(async ({ name, allowMissing }) => {
      await removeAccount.execute(accountIdIn('name', name), allowMissing);
      return {};
    }, report),

    lookUpUser: unary(async (request) => {
      const { id, screenName } = await lookUpUser.execute(...whoIn(request));
      return { id, userName: screenName };
    }, report),
  };
}

const pageSizeUsual = 100;
const pageSizeMax = 1_000;

function list(
  showAccounts: ShowAccounts,
  { pageSize, pageToken }: ListAccountsRequest,
): ListAccountsResponse {
  checked(pageSizeFaults(pageSize));
  const after = pageAfter(['accounts'], pageToken);
  const size = Math.min(pageSize || pageSizeUsual, pageSizeMax);
  const { accounts, next } = showAccounts.page(size, after);
  return {
    accounts: accounts.map((status) => accountOut(status)),
    nextPageToken: pageTokenOf(['accounts'], next),
  };
}

function put(
  putCredentials: PutCredentials,
  { apis, credentials, name, validateOnly }: PutCredentialsRequest,
  { signal }: CallContext,
): Promise<Profile> {
  const nameFaults = optionalFaults(name, (given) => accountFaults('name', given));
  checked(nameFaults, credentialsFaults(credentials), apisFaults(apis, credentials));
  const given = {
    accountId: name === '' ? undefined : accountIdOf(name),
    credentials: credentialsOf(credentials),
    apis: apisOf(apis),
    validateOnly,
  };
  return putCredentials.execute(given, signal);
}

/** The account of an owner, who may not be served when the keys were only checked. */
async function shown(showAccounts: ShowAccounts, { id, screenName }: Profile): Promise<Account> {
  try {
    const status = await showAccounts.one(id);
    return { ...accountOut(status), userName: screenName };
  } catch (thrown) {
    if (!(thrown instanceof Failure) || thrown.code !== 'not-found') throw thrown;
    return strangerOut(id, screenName);
  }
}

function whoIn({ account, userName }: LookUpUserRequest): [string, string?] {
  const isName = userName.length <= 100 && /^@?[^@\s]+$/.test(userName.trim());
  const faults = isName ? [] : ['user_name must be a user name, with or without @'];
  checked(
    faults,
    optionalFaults(account, (name) => accountFaults('account', name)),
  );
  return account === '' ? [userName.trim()] : [userName.trim(), accountIdOf(account)];
}
