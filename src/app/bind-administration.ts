import type { Container } from 'inversify';
import { LastEvents } from '../domain/accounts/last-events.ts';
import { LookUpUser } from '../domain/accounts/look-up-user.ts';
import { PutCredentials } from '../domain/accounts/put-credentials.ts';
import { RemoveAccount } from '../domain/accounts/remove-account.ts';
import { ShowAccounts } from '../domain/accounts/show-accounts.ts';
import { accountTarget } from '../domain/messaging/lanes-of.ts';
import { AdministerSubscriptions } from '../domain/subscription/administer-subscriptions.ts';
import { AdministerWebhooks } from '../domain/subscription/administer-webhooks.ts';
import { Exclusively } from '../domain/subscription/exclusively.ts';
import { InspectAccount } from '../domain/subscription/inspect-account.ts';
import { PlanRegistration } from '../domain/subscription/plan-registration.ts';
import { RegisterAndSubscribe } from '../domain/subscription/register-and-subscribe.ts';
import { systemClock } from '../adapters/system/system-clock.ts';
import { bindAccountActivity } from './bind-account-activity.ts';
import { tokens } from './tokens.ts';

/** What administrators do: accounts, webhooks, subscriptions. */
export function bindAdministration(container: Container): void {
  bindAccountActivity(container);
  bindAccounts(container);
  bindSubscription(container);
}

function bindAccounts(container: Container): void {
  const { accounts, lanes, lastEvents, observer, profiles, rateBudgets } = tokens;
  container.bind(lastEvents).toResolvedValue(() => new LastEvents(), []);
  container.bind(tokens.showAccounts).toResolvedValue(
    (known, budgets, events, engine, journal) =>
      new ShowAccounts({
        accounts: known,
        rateBudgets: budgets,
        lastEvents: events,
        troubleSinceMs: (id) => engine.targets().get(accountTarget(id))?.troubleSinceMs,
        journalledMs: async (id) => {
          const newest = await journal.list({ accountId: id, idPrefix: `x/${id}/` }, 1);
          return newest.entries[0]?.acceptedAtMs;
        },
      }),
    [accounts, rateBudgets, lastEvents, lanes, tokens.journal],
  );
  container
    .bind(tokens.putCredentials)
    .toResolvedValue(
      (asked, saveCredentials, known, apiProbe) =>
        new PutCredentials({ profiles: asked, saveCredentials, accounts: known, apiProbe }),
      [profiles, tokens.saveCredentials, accounts, tokens.apiProbe],
    );
  container.bind(tokens.removeAccount).toResolvedValue(
    (known, events, notices, engine) =>
      new RemoveAccount({
        accounts: known,
        lastEvents: events,
        observer: notices,
        removed: (id) => engine.recovered(accountTarget(id)),
      }),
    [accounts, lastEvents, observer, lanes],
  );
  container
    .bind(tokens.lookUpUser)
    .toResolvedValue((...parts) => new LookUpUser(...parts), [accounts, profiles]);
}

function bindSubscription(container: Container): void {
  const { accounts, exclusively, profiles, saveCredentials, subscriptions, webhooks } = tokens;
  container
    .bind(exclusively)
    .toResolvedValue((duties) => new Exclusively({ duties, clock: systemClock }), [tokens.duties]);
  container.bind(tokens.registerAndSubscribe).toResolvedValue(
    (asked, hooks, subscribed, listed, save, known, alone, apiProbe) =>
      new RegisterAndSubscribe({
        profiles: asked,
        webhooks: hooks,
        subscriptions: subscribed,
        subscribers: listed,
        saveCredentials: save,
        accounts: known,
        exclusively: alone,
        apiProbe,
        clock: systemClock,
      }),
    [
      ...([profiles, webhooks, subscriptions, tokens.subscribers] as const),
      ...([saveCredentials, accounts, exclusively, tokens.apiProbe] as const),
    ],
  );
  container
    .bind(tokens.planRegistration)
    .toResolvedValue(
      (...parts) => new PlanRegistration(...parts),
      [accounts, profiles, webhooks, subscriptions, tokens.apiProbe],
    );
  container
    .bind(tokens.administerWebhooks)
    .toResolvedValue(
      (...parts) => new AdministerWebhooks(...parts),
      [accounts, webhooks, exclusively],
    );
  container
    .bind(tokens.administerSubscriptions)
    .toResolvedValue(
      (...parts) => new AdministerSubscriptions(...parts),
      [accounts, subscriptions, tokens.subscribers],
    );
  container
    .bind(tokens.inspectAccount)
    .toResolvedValue(
      (...parts) => new InspectAccount(...parts),
      [accounts, profiles, webhooks, subscriptions],
    );
}
