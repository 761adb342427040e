import type { Container } from 'inversify';
import { systemClock } from '../adapters/system/system-clock.ts';
import { FindAccount } from '../domain/accounts/find-account.ts';
import { LearnApis } from '../domain/accounts/learn-apis.ts';
import { LoadChannels } from '../domain/accounts/load-channels.ts';
import { SaveCredentials } from '../domain/accounts/save-credentials.ts';
import { SetAccountState } from '../domain/accounts/set-account-state.ts';
import { accountTarget } from '../domain/messaging/lanes-of.ts';
import { bindAdministration } from './bind-administration.ts';
import { bindMessaging } from './bind-messaging.ts';
import { bindOperations } from './bind-operations.ts';
import { bindWatch } from './bind-watch.ts';
import { tokens } from './tokens.ts';

/** The use cases, and the engine that delivers. */
export function bindUseCases(container: Container): void {
  bindAccounts(container);
  bindMessaging(container);
  bindAdministration(container);
  bindOperations(container);
  bindWatch(container);
}

function bindAccounts(container: Container): void {
  const { accounts, channelDirectory, channelTypes, lanes, observer, saveCredentials } = tokens;
  container.bind(saveCredentials).toResolvedValue(
    (known, notices, engine, users) =>
      new SaveCredentials(
        known,
        notices,
        (id) => engine.recovered(accountTarget(id)),
        known,
        (credentials) => users.latest(credentials),
        systemClock,
      ),
    [accounts, observer, lanes, tokens.userAuthentication],
  );
  container
    .bind(tokens.setAccountState)
    .toResolvedValue(
      (known, notices) =>
        new SetAccountState(
          known,
          notices,
          (id) => void container.get(tokens.learnApis).execute(id),
          systemClock,
        ),
      [accounts, observer],
    );
  container.bind(tokens.learnApis).toResolvedValue(
    (known, apiProbe, notices, engine) =>
      new LearnApis({
        accounts: known,
        apiProbe,
        observer: notices,
        renewed: (id) => engine.recovered(accountTarget(id)),
      }),
    [accounts, tokens.apiProbe, observer, lanes],
  );
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
