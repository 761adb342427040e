import { EventEmitter, on } from 'node:events';
import { type CallContext, type Report, serverStream, unary } from './calls.ts';
import {
  type HealthCheckRequest,
  type HealthCheckResponse,
  HealthCheckResponse_ServingStatus as ServingStatus,
  type HealthServer,
} from './generated/grpc/health/v1/health.ts';
import { Failure } from '../../domain/errors.ts';

/** Whether the server and its services can be used. The empty name stands for the server. */
export class Health {
  readonly #names: ReadonlySet<string>;
  readonly #changes = new EventEmitter().setMaxListeners(0);
  #status: ServingStatus = ServingStatus.NOT_SERVING;

  constructor(services: readonly string[]) {
    this.#names = new Set(['', ...services]);
  }

  /** Tells those who watch. */
  set(isServing: boolean): void {
    this.#status = isServing ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    this.#changes.emit('change', this.#status);
  }

  service(report: Report): HealthServer {
    return {
      check: unary(async (request: HealthCheckRequest) => this.#check(request), report),
      watch: serverStream((request, context) => this.#watch(request, context), report),
      list: unary(async () => ({ statuses: this.#all() }), report),
    };
  }

  #check({ service }: HealthCheckRequest): HealthCheckResponse {
    if (!this.#names.has(service)) throw new Failure('not-found', 'there is no such service');
    return { status: this.#status };
  }

  async *#watch(
    { service }: HealthCheckRequest,
    { signal }: CallContext,
  ): AsyncGenerator<HealthCheckResponse> {
    const isKnown = this.#names.has(service);
    const changes = on(this.#changes, 'change', { signal });
    yield { status: isKnown ? this.#status : ServingStatus.SERVICE_UNKNOWN };
    for await (const [status] of changes) if (isKnown) yield { status };
  }

  #all(): Record<string, HealthCheckResponse> {
    return Object.fromEntries([...this.#names].map((name) => [name, { status: this.#status }]));
  }
}
