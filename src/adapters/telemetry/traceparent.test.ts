import { INVALID_SPAN_CONTEXT, trace } from '@opentelemetry/api';
import { expect, test } from '@jest/globals';
import { array, assert, constantFrom, property } from 'fast-check';
import { spanContextIn, traceparentOf } from './traceparent.ts';

const hex = (length: number) =>
  array(constantFrom(...'0123456789abcdef'), { minLength: length, maxLength: length })
    .map((digits) => digits.join(''))
    .filter((text) => /[^0]/.test(text));

test('where a span stands is read as it was written', () => {
  assert(
    property(hex(32), hex(16), constantFrom(0, 1), (traceId, spanId, traceFlags) => {
      const span = trace.wrapSpanContext({ traceId, spanId, traceFlags });
      const traceparent = traceparentOf(span);
      expect(traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/);
      expect(spanContextIn(traceparent)).toEqual({ traceId, spanId, traceFlags, isRemote: true });
    }),
  );
});

test('what is no span stands nowhere', () => {
  expect(traceparentOf(undefined)).toBeUndefined();
  expect(traceparentOf(trace.wrapSpanContext(INVALID_SPAN_CONTEXT))).toBeUndefined();
});

test.each([
  undefined,
  '',
  'somewhere',
  '00-0-0-01',
  `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
  '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more',
  '00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01',
])('%j says nothing', (text) => {
  expect(spanContextIn(text)).toBeUndefined();
});
