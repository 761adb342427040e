import type { FormsRule } from '../account-activity/forms.ts';
import type { ActivitySubscription } from '../account-activity/v2-webhooks.ts';
import type { App } from '../directory/app.ts';
import type { Settings } from '../settings.ts';
import type { World } from '../world.ts';
import type { FaultRule } from './faults.ts';

/** A webhook of API v2 with the accounts that are subscribed to it. */
interface ShownV2Webhook {
  readonly id: string;
  readonly url: string;
  readonly valid: boolean;
  readonly createdAt: string;
  readonly accounts: readonly string[];
}

/** What the sandbox holds at the moment; no secrets. */
export interface SandboxState {
  readonly webhooks: readonly {
    readonly id: string;
    readonly appId: string;
    readonly environment: string;
    readonly url: string;
    readonly valid: boolean;
    readonly createdAt: string;
  }[];
  readonly subscriptions: readonly {
    readonly appId: string;
    readonly environment: string;
    readonly userId: string;
  }[];
  /** What apps have in API v2. */
  readonly v2: readonly {
    readonly appId: string;
    readonly webhooks: readonly ShownV2Webhook[];
    readonly activitySubscriptions: readonly ActivitySubscription[];
  }[];
  /** Without any rule, subscriptions of v1.1 are told in the form of v1.1. */
  readonly forms: readonly FormsRule[];
  readonly routes: Readonly<Record<string, string>>;
  readonly users: readonly { readonly id: string; readonly screenName: string }[];
  readonly faults: readonly FaultRule[];
  readonly settings: Settings;
  readonly counts: {
    readonly messages: number;
    readonly requests: number;
    /** Bodies delivered, still being tried, and given up. */
    readonly deliveries: {
      readonly delivered: number;
      readonly pending: number;
      readonly lost: number;
      readonly attempts: number;
    };
  };
}

/** A copy of the state. */
export function stateOf(world: World): SandboxState {
  const environments = world.directory.apps().flatMap((app) =>
    [...app.environments.values()].map((environment) => ({
      owner: { appId: app.source.id, environment: environment.name },
      environment,
    })),
  );
  return {
    webhooks: environments.flatMap(({ owner, environment }) =>
      [...environment.webhooks.values()].map(({ id, url, valid, createdAt }) => ({
        id,
        ...owner,
        url,
        valid,
        createdAt,
      })),
    ),
    subscriptions: environments.flatMap(({ owner, environment }) =>
      [...environment.subscriptions].map((userId) => ({ ...owner, userId })),
    ),
    v2: world.directory.apps().map(shownV2),
    forms: world.forms.rules(),
    routes: Object.fromEntries(world.webhookClient.routes),
    users: world.directory.users().map(({ id, screenName }) => ({ id, screenName })),
    faults: world.faults.active(),
    settings: world.settings,
    counts: {
      messages: world.messages.all().length,
      requests: world.requests.count,
      deliveries: { ...world.deliveries.counts, attempts: world.deliveries.attempts.count },
    },
  };
}

function shownV2({ source, v2 }: App): SandboxState['v2'][number] {
  const webhooks = [...v2.webhooks.values()].map(
    ({ id, url, valid, createdAt, subscriptions }) => ({
      id,
      url,
      valid,
      createdAt,
      accounts: [...subscriptions],
    }),
  );
  const activitySubscriptions = [...v2.activitySubscriptions.values()].map((each) => ({ ...each }));
  return { appId: source.id, webhooks, activitySubscriptions };
}
