import type { Arrival, Head, Settlement } from './lane.ts';

/**
 * Follows messages from where they arrive to where they are delivered, across the journal. Where
 * something belongs is said by an opaque string, as a rule a W3C `traceparent`.
 */
export interface Tracing {
  /** Where what goes on now belongs; undefined: nobody follows it. */
  current(): string | undefined;
  /** Makes an attempt as a part of what its head arrived with. Settles as `work` does. */
  attempt(head: Head, work: () => Promise<Settlement>): Promise<Settlement>;
}

/** Nobody follows anything. */
export const untraced: Tracing = {
  current: () => undefined,
  attempt: (_head, work) => work(),
};

/** The arrivals, which remember that they belong to what goes on now. */
export function marked(arrivals: readonly Arrival[], tracing: Tracing): readonly Arrival[] {
  const trace = tracing.current();
  if (trace === undefined) return arrivals;
  return arrivals.map((arrival) => {
    const { message } = arrival;
    return message === undefined ? arrival : { ...arrival, message: { ...message, trace } };
  });
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
    return { ...settlement, follow: marked(settlement.follow, tracing) };
  });
}
