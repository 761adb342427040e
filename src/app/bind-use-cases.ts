import type { Container } from 'inversify';
import { FindAccount } from '../domain/accounts/find-account.ts';
import { LoadChannels } from '../domain/accounts/load-channels.ts';
import { SaveCredentials } from '../domain/accounts/save-credentials.ts';
import { SetAccountState } from '../domain/accounts/set-account-state.ts';
import { accountTarget } from '../domain/messaging/lanes-of.ts';
import { bindAdministration } from './bind-administration.ts';
import { bindMessaging } from './bind-messaging.ts';
import { bindOperations } from './bind-operations.ts';
import { tokens } from './tokens.ts';

/** The use cases, and the engine that delivers. */
export function bindUseCases(container: Container): void {
  bindAccounts(container);
  bindMessaging(container);
  bindAdministration(container);
  bindOperations(container);
}

function bindAccounts(container: Container): void {
  const { accounts, channelDirectory, channelTypes, lanes, observer, saveCredentials } = tokens;
  container
    .bind(saveCredentials)
    .toResolvedValue(
      (known, notices, engine) =>
        new SaveCredentials(known, notices, (id) => engine.recovered(accountTarget(id)), known),
      [accounts, observer, lanes],
    );
  container
    .bind(tokens.setAccountState)
    .toResolvedValue((...parts) => new SetAccountState(...parts), [accounts, observer]);
  container
    .bind(tokens.findAccount)
    .toResolvedValue(
      (...parts) => new FindAccount(...parts),
      [accounts, channelDirectory, saveCredentials, accounts],
    );
  container
    .bind(tokens.loadChannels)
    .toResolvedValue(
      (...parts) => new LoadChannels(...parts),
      [channelDirectory, channelTypes, saveCredentials, observer],
    );
}
