import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Verifier } from '@pact-foundation/pact';
import { type Interaction, type Parties, pactText, type Values } from '../pact-files.ts';
import { rebuilt, type Sent, type WireRequest } from './rebuilt.ts';

/** What became true instead: values of the pact, and those that the provider has in their place. */
export type Instead = Readonly<Record<string, string>>;

/** Makes a fact true at the provider. */
export type Arrange = (values: Values) => Promise<Instead | void> | Instead | void;

/** Every fact that a pact may begin with, and how it comes to be true. */
export type Facts = Readonly<Record<string, Arrange>>;

/** Somebody who must keep what a pact promises. */
export interface Provider {
  readonly url: string;
  /** Changes a request before it is sent, for instance signs it. */
  readonly prepared?: (request: Sent) => Sent;
}

/**
 * Makes the facts true, sends the request to the provider that then is, and compares the answer;
 * throws what differs.
 */
export async function verify(
  parties: Parties,
  interaction: Interaction,
  facts: Facts,
  provider: () => Provider,
): Promise<void> {
  const instead: Record<string, string> = {};
  for (const { name, params = {} } of interaction.providerStates ?? []) {
    const arrange = facts[name];
    if (arrange === undefined) throw new Error(`nobody can make it true that ${name}`);
    Object.assign(instead, await arrange(params));
  }
  const { url, prepared = (request: Sent) => request } = provider();
  const folder = mkdtempSync(join(tmpdir(), 'pact-'));
  const file = join(folder, 'pact.json');
  const { providerStates: _, ...stateless } = interaction;
  writeFileSync(file, pactText(parties, [stateless]));
  const verifier = new Verifier({
    provider: parties.provider,
    providerBaseUrl: url,
    pactUrls: [file],
    logLevel: 'error',
    timeout: 5_000,
    changeOrigin: true,
    followRedirects: false,
    requestFilter: (request, _response, next) => {
      rebuilt(request as WireRequest, (sent) => prepared(replaced(sent, instead)));
      next();
    },
  });
  const differences = await verifier.verifyProvider().then(() => undefined, differencesIn);
  rmSync(folder, { recursive: true, force: true });
  if (differences !== undefined) throw new Error(differences);
}

function replaced(sent: Sent, instead: Instead): Sent {
  const replace = (text: string): string =>
    Object.entries(instead).reduce((all, [from, to]) => all.replaceAll(from, to), text);
  const form =
    sent.form && Object.entries(sent.form).map(([name, value]) => [name, replace(value)]);
  return {
    ...sent,
    url: replace(sent.url),
    form: form && Object.fromEntries(form),
    authorization: sent.authorization && replace(sent.authorization),
    body: sent.body && Buffer.from(replace(sent.body.toString('latin1')), 'latin1'),
  };
}

interface Difference {
  readonly mismatch: string;
  readonly path?: string;
  readonly key?: string;
}

/** What Pact found, one difference a line, out of the report that it throws. */
function differencesIn(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  try {
    const { errors } = JSON.parse(message) as {
      readonly errors: readonly {
        readonly mismatch: {
          readonly mismatches?: readonly Difference[];
          readonly message?: string;
        };
      }[];
    };
    const found = errors.flatMap(({ mismatch }) => mismatch.mismatches ?? []);
    const lines = found.map(({ mismatch, path, key }) =>
      [path ?? key, mismatch].filter(Boolean).join(': '),
    );
    return lines.length > 0 ? lines.join('\n') : message;
  } catch {
    return message;
  }
}
