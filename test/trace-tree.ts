import { attributesOf, type Collector, type ExportedSpan } from './collector.ts';
import { eventually } from './eventually.ts';

const kinds = ['', 'internal', 'server', 'client', 'producer', 'consumer'];

/** The trace in which something was journalled, by the id that it arrived with, once it is there. */
export async function traceOf(collector: Collector, messageId: string): Promise<string> {
  const look = () =>
    collector.spans.find((span) => attributesOf(span)['messaging.message.id'] === messageId);
  const span = await eventually(look, (found) => found !== undefined);
  if (span === undefined) throw new Error(`nobody has followed ${messageId}`);
  return span.traceId;
}

/** What was exported of a trace so far, the first that began first. */
export const spansOf = (collector: Collector, traceId: string): readonly ExportedSpan[] =>
  collector.spans
    .filter((span) => span.traceId === traceId)
    .sort((a, b) => (BigInt(a.startTimeUnixNano) < BigInt(b.startTimeUnixNano) ? -1 : 1));

/**
 * A trace as it is usually drawn: a line for each span, below and further in than the one that it
 * is a part of; `~` where it is linked to that one too. Commits of the journal are left out, since
 * it is a matter of luck who shares one.
 */
export function drawn(spans: readonly ExportedSpan[], parent = '', depth = 0): readonly string[] {
  return spans
    .filter(({ name, parentSpanId = '' }) => parentSpanId === parent && name !== 'commit journal')
    .flatMap(({ kind, links = [], name, spanId }) => {
      const isLinked = links.some((link) => link.spanId === parent);
      const line = `${'  '.repeat(depth)}${isLinked ? '~ ' : ''}${kinds[kind]} ${name}`;
      return [line, ...drawn(spans, spanId, depth + 1)];
    });
}

/** The drawing of a trace, once it has so many lines. */
export const drawing = (collector: Collector, traceId: string, lines: number) =>
  eventually(
    () => drawn(spansOf(collector, traceId)),
    (found) => found.length >= lines,
  );
