import type { Committed } from './delivery-store.ts';
import type { Arrival, Head, Settlement } from './lane.ts';

/** What became of arrivals, in their order. */
type Accepted = Committed['accepted'];

/**
 * Follows messages from where they arrive to where they are delivered, across the journal. Where
 * something belongs is said by an opaque string, as a rule a W3C `traceparent`.
 */
export interface Tracing {
  /** Where what goes on now belongs; undefined: nobody follows it. */
  current(): string | undefined;
  /** Journals arrivals as a part of what goes on now. Settles as `work` does. */
  acceptance(arrivals: readonly Arrival[], work: () => Promise<Accepted>): Promise<Accepted>;
  /** Makes an attempt as a part of what its head arrived with. Settles as `work` does. */
  attempt(head: Head, work: () => Promise<Settlement>): Promise<Settlement>;
}

/** Nobody follows anything. */
export const untraced: Tracing = {
  current: () => undefined,
  acceptance: (_arrivals, work) => work(),
  attempt: (_head, work) => work(),
};

/** Has `work` journal the arrivals, which remember what they are a part of. */
export function marked(
  arrivals: readonly Arrival[],
  tracing: Tracing,
  work: (marked: readonly Arrival[]) => Promise<Accepted>,
): Promise<Accepted> {
  return tracing.acceptance(arrivals, () => work(partsOf(tracing.current(), arrivals)));
}

/** An attempt of which also what follows from it is a part. */
export function followed(
  head: Head,
  tracing: Tracing,
  work: () => Promise<Settlement>,
): Promise<Settlement> {
  return tracing.attempt(head, async () => {
    const settlement = await work();
    if (!('follow' in settlement)) return settlement;
    return { ...settlement, follow: partsOf(tracing.current(), settlement.follow) };
  });
}

function partsOf(trace: string | undefined, arrivals: readonly Arrival[]): readonly Arrival[] {
  if (trace === undefined) return arrivals;
  return arrivals.map((arrival) => {
    const { message } = arrival;
    return message === undefined ? arrival : { ...arrival, message: { ...message, trace } };
  });
}
