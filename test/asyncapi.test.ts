import specs from '@asyncapi/specs';
import { describe, expect, test } from '@jest/globals';
import { Ajv, type AnySchema } from 'ajv';
import { interactionsOf } from '../contracts/pact-files.ts';
import { agentRequestIn } from '../src/adapters/cim/provider/agent-request-in.ts';
import type { AccountEvent } from '../src/domain/messaging/direct-message.ts';
import { accountEventsIn } from '../src/adapters/twitter/webhook/account-events-in.ts';
import {
  asyncapi,
  described,
  faultsOf,
  followed,
  openapi,
  validating,
  variantsOf,
} from './described.ts';

const accountId = '732739706';

/** The messages of a channel with their examples. */
function messagesOf(channel: string) {
  return Object.entries<any>(asyncapi.channels[channel].messages).flatMap(([name, given]) => {
    const message = followed(asyncapi, given);
    const schema = validating(message.payload);
    return message.examples.map(({ name: example, payload }: any) => {
      return { title: `${name}: ${example}`, becomes: message['x-becomes'], schema, payload };
    });
  }) as readonly Example[];
}

interface Example {
  readonly title: string;
  readonly becomes: string;
  readonly schema: ReturnType<typeof validating>;
  readonly payload: object;
}

const titled = (examples: readonly Example[]) =>
  examples.map((each) => [each.title, each] as const);

describe('the description of the events', () => {
  test('is one by the rules of AsyncAPI 3.0', () => {
    const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
    const schema = ajv.compile(specs.schemasWithoutId['3.0.0'] as AnySchema);
    expect(faultsOf(asyncapi, schema)).toEqual([]);
  });

  test('refers only to what is there', () => {
    const references = [...JSON.stringify(asyncapi).matchAll(/"\$ref":"(#[^"]+)"/g)];
    expect(references.length).toBeGreaterThan(20);
    for (const [, reference = ''] of references) {
      expect([reference, followed(asyncapi, { $ref: reference })]).not.toContain(undefined);
    }
  });

  test('has the addresses of the routes', () => {
    for (const { action, channel } of Object.values<any>(asyncapi.operations)) {
      const { address, servers } = followed(asyncapi, channel);
      const here = servers[0].$ref === '#/servers/connector';
      expect([address, here]).toEqual([address, action === 'receive']);
      if (here) expect(openapi.paths[address].post ?? openapi.paths[address].$ref).toBeDefined();
    }
  });

  test.each(titled(['xEvents', 'agentMessages', 'customerMessages'].flatMap(messagesOf)))(
    'has an example that fits its schema: %s',
    (_, { payload, schema }) => expect(faultsOf(payload, schema)).toEqual([]),
  );
});

const kindsIn = (body: unknown): readonly string[] =>
  accountEventsIn(body, accountId).map(({ kind }) => kind);

/** Every event that we know: a new one does not compile until it is here, and then needs an example. */
const kinds: Readonly<Record<AccountEvent['kind'], true>> = {
  message: true,
  echo: true,
  typing: true,
  read: true,
  encrypted: true,
  revoked: true,
  replayed: true,
  unknown: true,
};

describe('what X tells', () => {
  const examples = titled(messagesOf('xEvents'));

  test('has an example of each event that we know', () => {
    const shown = examples.map(([, { becomes }]) => becomes);
    expect(new Set(shown)).toEqual(new Set(Object.keys(kinds)));
  });

  test.each(examples)('is read as what is described: %s', (_, { becomes, payload }) => {
    expect(kindsIn(payload)).toEqual([becomes]);
  });

  test.each(examples.filter(([, { becomes }]) => becomes !== 'unknown'))(
    'is read whenever it fits the description, and not otherwise: %s',
    (_, { becomes, payload, schema }) => {
      const without = [...lackingOneMember(payload)];
      expect(without.length).toBeGreaterThan(4);
      const differing = without.filter(
        (variant) => schema(variant) !== kindsIn(variant).includes(becomes),
      );
      expect(differing).toEqual([]);
    },
  );
});

/** Each value that lacks one member of this one, at any depth. */
function* lackingOneMember(value: unknown): Iterable<unknown> {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const [n, element] of value.entries()) {
      for (const lacking of lackingOneMember(element)) yield value.with(n, lacking);
    }
    return;
  }
  for (const [name, member] of Object.entries(value)) {
    const { [name]: _, ...without } = value as Record<string, unknown>;
    yield without;
    for (const lacking of lackingOneMember(member)) yield { ...value, [name]: lacking };
  }
}

describe('what the contact centre hands over', () => {
  test.each(titled(messagesOf('agentMessages')))(
    'is read as what is described: %s',
    (_, { becomes, payload }) => expect(agentRequestIn(payload).kind).toBe(becomes),
  );
});

describe('what the contact centre is told', () => {
  const schema = validating({ $ref: 'schemas/customer-message.yaml' });
  const told = interactionsOf({ consumer: 'twitter-connector', provider: 'ccm' })
    .filter(({ request, response }) => request.method === 'POST' && response.status === 200)
    .map(({ description, request }) => [description, request.body?.content] as const);

  test.each(told)('is described when it %s', (_, content) => {
    expect(faultsOf(content, schema)).toEqual([]);
  });

  test('has all members that are described, each somewhere', () => {
    const said = new Set(told.flatMap(([, content]) => [...namesIn(content)]));
    const schemas = described('schemas/customer-message.yaml');
    const members = [...membersIn(schemas)];
    expect(members.length).toBeGreaterThan(30);
    expect(members.filter((name) => !said.has(name))).toEqual([]);
  });

  test('is nothing that lacks something, or has something else', () => {
    for (const { payload } of messagesOf('customerMessages')) {
      const variants = [...variantsOf(payload)].map((variant) => ({
        ...(variant as object),
        more: 1,
      }));
      expect(variants.filter((variant) => schema(variant))).toEqual([]);
    }
  });
});

/** The names of all members in a value, at any depth. */
function* namesIn(value: unknown): Iterable<string> {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    if (!Array.isArray(value)) yield name;
    yield* namesIn(member);
  }
}

/** The names of all members that a schema describes. */
function* membersIn(schema: unknown): Iterable<string> {
  if (typeof schema !== 'object' || schema === null) return;
  for (const [keyword, value] of Object.entries(schema)) {
    if (keyword === 'properties') yield* Object.keys(value as object);
    yield* membersIn(value);
  }
}
