import { AggregationTemporality, InstrumentType } from '@opentelemetry/sdk-metrics';

/**
 * As it is wanted otherwise, but for gauges: one that is cumulative tells for ever what was
 * observed once, one of deltas what was observed since it was collected last.
 */
export const forgettingGauges = (
  type: InstrumentType,
  otherwise: AggregationTemporality = AggregationTemporality.CUMULATIVE,
): AggregationTemporality =>
  type === InstrumentType.OBSERVABLE_GAUGE ? AggregationTemporality.DELTA : otherwise;
