import type { RequestListener, Server } from 'node:http';
import { ServerInterceptingCall, type ServerInterceptor } from '@grpc/grpc-js';
import type {
  Instrumentation,
  InstrumentationOptions,
} from '../../adapters/telemetry/instrumentation.ts';
import type { States } from '../../adapters/telemetry/states.ts';
import type { Committed, DeliveryStore } from '../../domain/delivery/delivery-store.ts';
import type { Arrival, Head, Settlement } from '../../domain/delivery/lane.ts';
import type { Tracing } from '../../domain/delivery/tracing.ts';
import type { Observer, Occurrence } from '../../domain/observer.ts';
import { listen } from '../http-server.ts';
import { metricsServer } from './metrics-server.ts';

/** So many occurrences are kept until the instrumentation is there to count them. */
const earlyMax = 10_000;

/** So long a shutdown waits for a collector, in milliseconds. */
const farewellMs = 2_000;

/**
 * What measures, before and after its code is loaded: loading it takes as long as a good part of
 * the start, so that it waits until the connector is ready, unless there are traces to be made.
 */
export class Telemetry implements Observer, Tracing {
  readonly #options: InstrumentationOptions;
  readonly #metrics: Server;
  #loading: Promise<Instrumentation | undefined> | undefined;
  #on: Instrumentation | undefined;
  #early: Occurrence[] = [];
  #states: States | undefined;

  constructor(options: InstrumentationOptions) {
    this.#options = options;
    this.#metrics = metricsServer(async () => (await this.load())?.scrape());
  }

  /** Resolves with the port that is scraped, where one is, and when spans can be made. */
  async start(metricsPort: number | 'off', states: States): Promise<number | 'off'> {
    this.#states = states;
    if (this.#options.wanted.otlpTraces) await this.load();
    return metricsPort === 'off' ? 'off' : listen(this.#metrics, metricsPort);
  }

  /** Resolves when everything is counted, also what has happened before. Never fails. */
  load(): Promise<Instrumentation | undefined> {
    this.#loading ??= this.#load().catch((thrown: unknown) => {
      this.#options.report(`not loaded: ${thrown instanceof Error ? thrown.message : ''}`);
      return undefined;
    });
    return this.#loading;
  }

  async #load(): Promise<Instrumentation> {
    const { instrument } = await import('../../adapters/telemetry/instrumentation.ts');
    const on = await instrument(this.#options);
    if (this.#states !== undefined) on.observe(this.#states);
    for (const occurrence of this.#early) on.observer.notice(occurrence);
    this.#early = [];
    this.#on = on;
    return on;
  }

  notice(occurrence: Occurrence): void {
    if (this.#on !== undefined) this.#on.observer.notice(occurrence);
    else if (this.#early.length < earlyMax) this.#early.push(occurrence);
  }

  current(): string | undefined {
    return this.#on?.tracing.current();
  }

  acceptance(
    arrivals: readonly Arrival[],
    work: () => Promise<Committed['accepted']>,
  ): Promise<Committed['accepted']> {
    return this.#on === undefined ? work() : this.#on.tracing.acceptance(arrivals, work);
  }

  attempt(head: Head, work: () => Promise<Settlement>): Promise<Settlement> {
    return this.#on === undefined ? work() : this.#on.tracing.attempt(head, work);
  }

  /** The same listener, of whose requests each is followed. */
  followed(listener: RequestListener): RequestListener {
    return (request, response) => {
      if (this.#on === undefined) listener(request, response);
      else this.#on.requests.follow(request, response, listener);
    };
  }

  /** Follows gRPC calls. */
  readonly interceptor: ServerInterceptor = (method, call) =>
    this.#on?.calls.interceptor(method, call) ?? new ServerInterceptingCall(call);

  /** The same store, of whose commits each is measured. */
  measured(store: DeliveryStore): DeliveryStore {
    return {
      commit: (commit) => {
        const work = () => store.commit(commit);
        return this.#on === undefined ? work() : this.#on.commits.measure(commit, work);
      },
      targets: () => store.targets(),
      statistics: () => store.statistics(),
      ...(store.watch !== undefined && {
        watch: (changed) => store.watch?.(changed) ?? (() => {}),
      }),
    };
  }

  /** Which trace a line of the log belongs to. */
  readonly logFields = (): object => this.#on?.logFields() ?? {};

  /** Exports what is left, as far as somebody takes it soon. */
  async stop(): Promise<void> {
    this.#metrics.closeAllConnections();
    this.#metrics.close();
    const on = await this.#loading;
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(late.resolve, farewellMs);
    await Promise.race([on?.stop().catch(() => {}), late.promise]);
    clearTimeout(timer);
  }
}
