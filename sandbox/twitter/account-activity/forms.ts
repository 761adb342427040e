/**
 * How a webhook is told what happened: the Account Activity API of v1.1 and of v2, whose bodies
 * are the same, or the X Activity API.
 */
export type DeliveryForm = 'v1.1' | 'v2' | 'xaa';

/** In which forms everything is delivered, to a webhook, about a user, or both; nothing: in none. */
export interface FormsRule {
  readonly forms: readonly DeliveryForm[];
  readonly webhookId?: string | undefined;
  readonly userId?: string | undefined;
}

const DEFAULT_FORMS: readonly DeliveryForm[] = ['v1.1'];

/** Which forms are delivered; the rule that says most about its webhook and user counts. */
export class DeliveryForms {
  readonly #rules = new Map<string, FormsRule>();

  /** Replaces an earlier rule for the same webhook and user. */
  set(rule: FormsRule): void {
    this.#rules.set(keyOf(rule.webhookId, rule.userId), rule);
  }

  of(webhookId: string, userId: string): readonly DeliveryForm[] {
    const rule =
      this.#rules.get(keyOf(webhookId, userId)) ??
      this.#rules.get(keyOf(webhookId, undefined)) ??
      this.#rules.get(keyOf(undefined, userId)) ??
      this.#rules.get(keyOf(undefined, undefined));
    return rule?.forms ?? DEFAULT_FORMS;
  }

  rules(): readonly FormsRule[] {
    return [...this.#rules.values()];
  }
}

const keyOf = (webhookId = '', userId = ''): string => `${webhookId} ${userId}`;
