import type { FormsRule } from '../account-activity/forms.ts';
import { chatActivity } from '../account-activity/x-activity.ts';
import type { User } from '../directory/user.ts';
import type { World } from '../world.ts';
import { notFound } from './control-refusal.ts';

/** What webhooks are told, and how. */
export class ActivityControl {
  readonly #world: () => World;

  constructor(world: () => World) {
    this.#world = world;
  }

  /** From now on webhooks are told in these forms. */
  deliverIn(rule: FormsRule): void {
    const { directory, forms } = this.#world();
    const environments = directory.apps().flatMap((app) => [...app.environments.values()]);
    const { webhookId, userId } = rule;
    if (webhookId !== undefined && !environments.some(({ webhooks }) => webhooks.has(webhookId))) {
      throw notFound('webhookId', webhookId);
    }
    if (userId !== undefined) this.#user('userId', userId);
    forms.set(rule);
  }

  /** A person writes in encrypted chat, of which no API shows what was written. */
  chat(from: string, to: string): void {
    const { activities, now } = this.#world();
    const [sender, recipient] = [this.#user('id', from), this.#user('to', to)];
    for (const { id } of [sender, recipient]) {
      void activities.publish(id, chatActivity(sender, recipient, id, now()));
    }
  }

  #user(path: string, id: string): User {
    const user = this.#world().directory.user(id);
    if (user === undefined) throw notFound(path, id);
    return user;
  }
}
