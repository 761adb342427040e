import { beforeEach, expect, test } from '@jest/globals';
import { type Interaction, interactionsOf, type Parties } from '../pact-files.ts';
import { type Facts, type Provider, verify } from './verification.ts';

/** A provider under test. */
export interface Kept {
  /** What is known of it before it runs. */
  readonly facts: Facts;
  /** Everything as at the start. */
  reset(): Promise<unknown>;
  provider(): Provider;
  /** Looks at what came of an interaction that was answered as promised. */
  effect?(interaction: Interaction): Promise<void>;
}

/** A test for each interaction of a committed pact. */
export function keepsContract(parties: Parties, { facts, reset, provider, effect }: Kept): void {
  const interactions = interactionsOf(parties);
  beforeEach(() => reset());

  test.each(interactions.map((each) => [each.description, each] as const))(
    '%s',
    async (_, interaction) => {
      await verify(parties, interaction, facts, provider);
      await effect?.(interaction);
    },
  );

  test('every fact is one that the pact speaks of', () => {
    const spokenOf = interactions.flatMap(({ providerStates = [] }) =>
      providerStates.map(({ name }) => name),
    );
    expect(Object.keys(facts).toSorted()).toEqual([...new Set(spokenOf)].toSorted());
  });
}
