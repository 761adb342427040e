import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, test } from '@jest/globals';
import { agentRequestIn } from '../src/adapters/cim/provider/agent-request-in.ts';
import { registrationIn } from '../src/adapters/administration/registration-in.ts';
import { failureRules } from '../src/domain/errors.ts';
import type { Step } from '../src/domain/steps.ts';
import { described, faultsOf, openapi, validating, schemaFiles, variantsOf } from './described.ts';
import { bodyOf, operations } from './described-routes.ts';

const requests = operations().flatMap((operation) =>
  operation.examples.map(([name, value]) => [operation.title, name, operation, value] as const),
);

const isTaken = (read: (value: unknown) => unknown, value: unknown): boolean => {
  try {
    read(value);
    return true;
  } catch {
    return false;
  }
};

/** Every step: a new one does not compile until it is here, and is then missed in the description. */
const steps: Readonly<Record<Step, true>> = {
  'verify-credentials': true,
  'find-apis': true,
  'keep-credentials': true,
  'list-webhooks': true,
  'validate-webhook': true,
  'create-webhook': true,
  'delete-webhook': true,
  'subscribe-account': true,
  'unsubscribe-account': true,
  'list-subscriptions': true,
  'count-subscriptions': true,
};

describe('the description of the routes', () => {
  test('is one by the rules of OpenAPI 3.1, and refers to what is there', async () => {
    const validator = new Validator();
    for (const file of schemaFiles) await validator.addSpecRef(described(file), file);
    expect(await validator.validate(described('openapi.yaml'))).toEqual({ valid: true });
  });

  test.each(requests)(
    '%s has an example that fits its schema: %s',
    (_, _name, operation, value) => {
      expect(faultsOf(value, validating(bodyOf(operation).schema))).toEqual([]);
    },
  );

  test.each([
    ['failures', 'FailureCode', failureRules],
    ['steps', 'Step', steps],
  ])('knows our %s, each by its name', (_, name, ours) => {
    expect(new Set(openapi.components.schemas[name].enum)).toEqual(new Set(Object.keys(ours)));
  });
});

describe('what the description takes, the service takes, and nothing else', () => {
  const readers: Readonly<Record<string, (value: unknown) => unknown>> = {
    'POST /message/receive': agentRequestIn,
    'POST /webhook/twitter/register-and-subscribe': registrationIn,
  };
  const examples = requests.filter(([title]) => Object.hasOwn(readers, title));

  test.each(examples)('%s in all variants of %s', (title, _name, operation, example) => {
    const schema = validating(bodyOf(operation).schema);
    const variants = [...variantsOf(example)];
    expect(variants.length).toBeGreaterThan(50);
    const read = readers[title] ?? (() => {});
    expect(variants.filter((value) => isTaken(read, value) !== schema(value))).toEqual([]);
  });
});
