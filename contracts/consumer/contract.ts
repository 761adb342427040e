import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { PactV4 } from '@pact-foundation/pact';
import type { Builder, Template } from './bodies.ts';
import {
  byDescription,
  commit,
  committedText,
  type Interaction,
  interactionsIn,
  interactionsOf,
  type Parties,
  pactText,
  type Values,
} from '../pact-files.ts';

/** Something that holds at the provider before the request, with the values it speaks of. */
export type Fact = string | readonly [fact: string, values: Values];

/** A value, or what it must look like. */
export type Matcher = Parameters<Builder['headers']>[0][string];

/** A request that is sent exactly so, and the answer, of which only what is read matters. */
export interface Example {
  /** The description of the interaction; that of the test where it has one example only. */
  readonly receiving?: string;
  readonly given?: readonly Fact[];
  readonly request: {
    readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
    readonly path: string;
    readonly query?: Readonly<Record<string, Matcher>>;
    readonly headers?: Readonly<Record<string, Matcher>>;
    readonly body?: Template;
  };
  readonly response: {
    readonly status: number;
    readonly headers?: Readonly<Record<string, Matcher>>;
    readonly body?: Template;
  };
}

/**
 * A contract that is written by tests: each runs the client against Pact's mock server, and what
 * they agreed on is compared with the committed pact. `CONTRACTS=update` commits it instead.
 */
export class Contract {
  readonly #parties: Parties;
  readonly #produced: Interaction[] = [];
  /** The descriptions of all examples, and of those whose test has not passed. */
  readonly #all: string[] = [];
  readonly #broken = new Set<string>();
  readonly #folder = mkdtempSync(join(tmpdir(), 'contract-'));

  constructor(parties: Parties) {
    this.#parties = parties;
    afterAll(() => rmSync(this.#folder, { recursive: true, force: true }));
  }

  /** A test of that name; `act` makes the client send all of the examples to the URL. */
  test(
    what: string,
    given: Example | readonly Example[],
    act: (url: string) => Promise<unknown>,
  ): void {
    const examples = [given].flat().map((example) => ({ receiving: what, ...example }));
    this.#all.push(...examples.map(({ receiving }) => receiving));
    test(what, async () => {
      for (const { receiving } of examples) this.#broken.add(receiving);
      this.#produced.push(...(await this.#agreed(examples, act)));
      for (const { receiving } of examples) this.#broken.delete(receiving);
    });
  }

  /** The last test: what broke before is told there, and not once more here. */
  testCommitted(): void {
    test('the committed pact says just this', () => {
      const names = this.#produced.map(({ description }) => description).toSorted();
      const unbroken = [...new Set(this.#all)].filter((name) => !this.#broken.has(name));
      expect(names).toEqual(unbroken.toSorted());
      if (process.env['CONTRACTS'] === 'update' && this.#broken.size === 0) {
        commit(this.#parties, this.#produced);
      }
      const committed = interactionsOf(this.#parties).filter(
        ({ description }) => !this.#broken.has(description),
      );
      expect(this.#produced.toSorted(byDescription)).toEqual(committed.toSorted(byDescription));
      const text = pactText(this.#parties, this.#produced);
      expect(this.#broken.size > 0 || text === committedText(this.#parties)).toBe(true);
    });
  }

  /** The interactions as Pact writes them, when the client has sent all of them and nothing else. */
  async #agreed(
    examples: readonly (Example & { readonly receiving: string })[],
    act: (url: string) => Promise<unknown>,
  ): Promise<readonly Interaction[]> {
    const dir = mkdtempSync(join(this.#folder, 'test-'));
    const pact = new PactV4({ ...this.#parties, dir, logLevel: 'error', cors: false });
    const last = examples.map((example) => added(pact, example)).at(-1);
    let failure: unknown;
    const mismatch = await last
      ?.executeTest((server) => act(server.url).catch((thrown: unknown) => (failure = thrown)))
      .then(() => undefined, String);
    if (mismatch !== undefined) throw new Error(`${mismatch}\n${String(failure ?? '')}`);
    if (failure !== undefined) throw failure;
    const { consumer, provider } = this.#parties;
    return interactionsIn(readFileSync(join(dir, `${consumer}-${provider}.json`), 'utf8'));
  }
}

function added(
  pact: PactV4,
  { receiving, given = [], request, response }: Example & { receiving: string },
) {
  const interaction = pact.addInteraction().uponReceiving(receiving);
  for (const fact of given) {
    if (typeof fact === 'string') interaction.given(fact);
    else interaction.given(fact[0], { ...fact[1] });
  }
  const { method, path, query = {}, ...sent } = request;
  return interaction
    .withRequest(method, path, (builder) => fill(builder.query(query), sent))
    .willRespondWith(response.status, (builder) => fill(builder, response));
}

function fill(
  builder: Builder,
  { headers = {}, body }: Pick<Example['request'], 'headers' | 'body'>,
): void {
  // In this spelling Pact knows that the header is there, and adds none of its own.
  const { 'content-type': type, ...others } = headers;
  builder.headers(type === undefined ? others : { ...others, 'Content-Type': type });
  body?.(builder);
}
