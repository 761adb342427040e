import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { capabilitiesOf } from '../accounts/capabilities.ts';
import type { AgentContent } from './agent-message.ts';
import { directMessageTextMax } from './direct-messages.ts';
import { outgoingFor } from './outgoing.ts';
import { nextParts } from './send-parts.ts';

const first = capabilitiesOf({ apis: { messages: 'v1.1', events: 'v1.1' } });
const second = capabilitiesOf({ apis: { messages: 'v2', events: 'x-activity' } });

/** Words and white space that make texts of up to some direct messages, often of just one. */
const text = fc
  .array(
    fc.oneof(
      fc.constantFrom(' ', '\n', '\r', '  \n', 'é', '👩‍👩‍👧', 'word', ''),
      fc
        .integer({ min: directMessageTextMax - 30, max: directMessageTextMax + 3 })
        .map((length) => 'a'.repeat(length)),
      fc.integer({ min: 4_980, max: 5_001 }).map((length) => 'b'.repeat(length)),
    ),
    { maxLength: 8 },
  )
  .map((pieces) => pieces.join(''));
const label = fc.string({ minLength: 1, maxLength: 40 });
const content: fc.Arbitrary<Exclude<AgentContent, { kind: 'unsupported' }>> = fc.oneof(
  fc.record({
    kind: fc.constant('choice' as const),
    text,
    options: fc.array(fc.record({ label, payload: fc.string() }), { maxLength: 22 }),
  }),
  fc.record({
    kind: fc.constant('links' as const),
    text,
    links: fc.array(fc.record({ label, url: fc.webUrl() }), { maxLength: 4 }),
  }),
  fc.record({
    kind: fc.constant('location' as const),
    latitude: fc.constant(52.5),
    longitude: fc.constant(13.4),
    text,
  }),
);

test('the forms of a message are the same up to where the shorter one ends', () => {
  fc.assert(
    fc.property(content, (given) => {
      const [ofFirst, ofSecond] = [first, second].map((able) =>
        outgoingFor(given, { next: 0 }, able),
      );
      const common = Math.min(ofFirst?.length ?? 0, ofSecond?.length ?? 0) - 1;
      expect(ofFirst?.slice(0, common)).toEqual(ofSecond?.slice(0, common));
    }),
    { numRuns: 200 },
  );
});

test('whatever was begun in one form comes to an end as of either API', () => {
  fc.assert(
    fc.property(content, fc.boolean(), fc.boolean(), (given, begunFirst, isFirst) => {
      const begun = outgoingFor(given, { next: 0 }, begunFirst ? first : second);
      const own = outgoingFor(given, { next: 0 }, isFirst ? first : second);
      for (let next = 1; next < begun.length; next++) {
        const [part] = nextParts(given, { next }, isFirst ? first : second);
        if (part === undefined) throw new Error(`${next} of ${begun.length}`);
        expect(part.outgoing).toEqual(own[next] ?? begun[next]);
      }
    }),
    { numRuns: 60 },
  );
});

test('there is nothing after the last of every form', () => {
  expect([...nextParts({ kind: 'text', text: 'one' }, { next: 1 }, first)]).toEqual([]);
});
