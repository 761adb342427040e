import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a fact speaks of. */
export type Values = Readonly<Record<string, string | number>>;

/** Who promises what to whom: the consumer sends, the provider answers. */
export interface Parties {
  readonly consumer: string;
  readonly provider: string;
}

/** A body as a pact file has it: JSON as a value, bytes in base64 where they are no text. */
export interface PactBody {
  readonly content: unknown;
  readonly contentType: string;
  readonly encoded: false | 'base64';
}

interface Message {
  readonly headers?: Readonly<Record<string, readonly string[]>>;
  readonly body?: PactBody;
}

/** One request and its answer (Pact specification, version 4). */
export interface Interaction {
  readonly description: string;
  readonly providerStates?: readonly { readonly name: string; readonly params?: Values }[];
  readonly request: Message & {
    readonly method: string;
    readonly path: string;
    readonly query?: Readonly<Record<string, readonly string[]>>;
  };
  readonly response: Message & { readonly status: number };
}

/** The folder of the committed pacts. */
const pactsFolder = join(import.meta.dirname, 'pacts');

const fileOf = ({ consumer, provider }: Parties): string =>
  join(pactsFolder, `${consumer}-${provider}.json`);

/** The text of a committed pact. */
export const committedText = (parties: Parties): string => readFileSync(fileOf(parties), 'utf8');

/** The interactions of a committed pact. */
export const interactionsOf = (parties: Parties): readonly Interaction[] =>
  interactionsIn(committedText(parties));

/** The interactions in the text of a pact file. */
export function interactionsIn(text: string): readonly Interaction[] {
  return (JSON.parse(text) as { readonly interactions: readonly Interaction[] }).interactions;
}

/**
 * A pact file. The same interactions give the same text, in whatever order they were made and by
 * whatever version of Pact.
 */
export function pactText(
  { consumer, provider }: Parties,
  interactions: readonly Interaction[],
): string {
  const pact = {
    consumer: { name: consumer },
    provider: { name: provider },
    interactions: interactions.toSorted(byDescription),
    metadata: { pactSpecification: { version: '4.0' } },
  };
  return `${JSON.stringify(sorted(pact), null, 2)}\n`;
}

/** Commits a pact to the folder. */
export function commit(parties: Parties, interactions: readonly Interaction[]): void {
  writeFileSync(fileOf(parties), pactText(parties, interactions));
}

/** The same value with the members of its objects in the order of their names. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, sorted(member)]));
}

/** The order of interactions in a pact file. */
export const byDescription = (a: Interaction, b: Interaction): number =>
  a.description < b.description ? -1 : 1;
