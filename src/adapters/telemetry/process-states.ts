import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { Meter } from '@opentelemetry/api';
import { processInstruments } from './conventional-instruments.ts';
import { gaugeOf } from './meters.ts';

const resolutionMs = 20;

/** Measures the process itself. Answers how to stop it. */
export function observeProcess(meter: Meter): () => void {
  const { cpuTime, heap, loopDelay, loopDelayMax, loopUtilization, memory, uptime } =
    processInstruments;
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();
  let utilization = performance.eventLoopUtilization();
  const cpu = meter.createObservableCounter(cpuTime.name, {
    unit: cpuTime.unit,
    description: cpuTime.meaning,
  });
  const [memoryGauge, heapGauge, uptimeGauge, p99, max, busy] = [
    gaugeOf(meter, memory),
    gaugeOf(meter, heap),
    gaugeOf(meter, uptime),
    gaugeOf(meter, loopDelay),
    gaugeOf(meter, loopDelayMax),
    gaugeOf(meter, loopUtilization),
  ];
  meter.addBatchObservableCallback(
    (result) => {
      const { user, system } = process.cpuUsage();
      result.observe(cpu, user / 1e6, { 'cpu.mode': 'user' });
      result.observe(cpu, system / 1e6, { 'cpu.mode': 'system' });
      const { heapUsed, rss } = process.memoryUsage();
      result.observe(memoryGauge, rss);
      result.observe(heapGauge, heapUsed);
      result.observe(uptimeGauge, process.uptime());
      result.observe(p99, lateSeconds(delay.percentile(99)));
      result.observe(max, lateSeconds(delay.max));
      delay.reset();
      const now = performance.eventLoopUtilization();
      result.observe(busy, performance.eventLoopUtilization(now, utilization).utilization);
      utilization = now;
    },
    [cpu, memoryGauge, heapGauge, uptimeGauge, p99, max, busy],
  );
  return () => delay.disable();
}

/** The timer is due every {@link resolutionMs}; what is beyond that is its delay. */
const lateSeconds = (nanoseconds: number): number =>
  Math.max(0, nanoseconds / 1e9 - resolutionMs / 1e3);
