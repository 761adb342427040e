import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  create,
  createFileRegistry,
  type DescField,
  type DescMessage,
  type DescMethod,
  type DescOneof,
  fromBinary,
  ScalarType,
  toBinary,
} from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import * as fc from 'fast-check';

const file = join(import.meta.dirname, '../src/adapters/grpc/generated/descriptors.binpb');
const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, readFileSync(file)));

/** Every call that the contract and the standard services have; what leaves little behind is last. */
export const allMethods: readonly DescMethod[] = [...registry]
  .filter((desc) => desc.kind === 'service')
  .flatMap(({ methods }) => methods)
  .sort((a, b) => Number(a.name === 'RemoveAccount') - Number(b.name === 'RemoveAccount'));

/** Values that come further than the first check, by the name of their field. */
export type Known = Readonly<Record<string, readonly string[]>>;

/** The bytes of a request in the form of a message; most of its values are among the known ones. */
export const anyRequest = (desc: DescMessage, known: Known): fc.Arbitrary<Buffer> =>
  anyMessage(desc, known).map((init) => Buffer.from(toBinary(desc, create(desc, init))));

function anyMessage(desc: DescMessage, known: Known): fc.Arbitrary<Record<string, unknown>> {
  const members = desc.members.map((member) =>
    member.kind === 'oneof'
      ? ([member.localName, fc.option(anyCase(member, known), { freq: 9, nil: {} })] as const)
      : ([
          member.localName,
          fc.option(anyValue(member, known), { freq: 4, nil: undefined }),
        ] as const),
  );
  return fc.record(Object.fromEntries(members)).map((init) => {
    const given = Object.entries(init).filter(([, value]) => value !== undefined);
    return Object.fromEntries(given);
  });
}

const anyCase = ({ fields }: DescOneof, known: Known): fc.Arbitrary<unknown> =>
  fc.oneof(
    ...fields.map((field) =>
      anyValue(field, known).map((value) => ({ case: field.localName, value })),
    ),
  );

function anyValue(field: DescField, known: Known): fc.Arbitrary<unknown> {
  const kind = field.fieldKind === 'list' ? field.listKind : field.fieldKind;
  const one = {
    scalar: () => anyScalar(field.scalar ?? ScalarType.STRING, known[field.name] ?? []),
    enum: () => mostly(fc.constantFrom(...field.enum!.values.map((v) => v.number)), fc.integer()),
    message: () => anyMessage(field.message!, known),
    map: () => fc.constant({}),
  }[kind]();
  return field.fieldKind === 'list' ? fc.array(one, { maxLength: 5 }) : one;
}

const mostly = <T>(often: fc.Arbitrary<T>, seldom: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ arbitrary: often, weight: 9 }, { arbitrary: seldom, weight: 1 });

const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.string());

function anyScalar(scalar: ScalarType, known: readonly string[]): fc.Arbitrary<unknown> {
  const all: Partial<Record<ScalarType, fc.Arbitrary<unknown>>> = {
    [ScalarType.STRING]: known.length === 0 ? anyText : mostly(fc.constantFrom(...known), anyText),
    [ScalarType.BYTES]: fc.uint8Array({ maxLength: 2_000 }),
    [ScalarType.BOOL]: fc.boolean(),
    [ScalarType.INT32]: mostly(fc.nat(1_001), fc.integer()),
    [ScalarType.INT64]: mostly(fc.bigInt(0n, 2n ** 33n), fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n)),
  };
  const found = all[scalar];
  if (found === undefined) throw new Error(`No values of the type ${ScalarType[scalar]}`);
  return found;
}
