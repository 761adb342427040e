import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import { logVerbosity, Server, type ServerInterceptor, setLogVerbosity } from '@grpc/grpc-js';
import { admission } from './admission.ts';
import type { Report } from './calls.ts';
import { Connections, type Listening } from './connections.ts';
import { credentialsOf, type Tls } from './credentials.ts';
import { HealthService } from './generated/grpc/health/v1/health.ts';
import { ServerReflectionService } from './generated/grpc/reflection/v1/reflection.ts';
import { Health } from './health-service.ts';
import { OpenCalls } from './open-calls.ts';
import { reflectionService } from './reflection-service.ts';
import { nameOf, guarded, type Served } from './served.ts';

export interface GrpcServerOptions {
  readonly services: readonly Served[];
  /** Gets the truth about what was not foreseen. */
  readonly report: Report;
  /** Sees every call, also those that are refused. */
  readonly follow?: ServerInterceptor | undefined;
  /** Bearer token of every call but health; without one only this machine can call. */
  readonly adminToken?: string | undefined;
  readonly tls?: Tls | undefined;
  /** How long a shutdown waits for calls under way; 5 seconds by default. */
  readonly graceMs?: number;
}

const messageBytesMax = 4 * 1024 * 1024;

/** Dead connections are noticed within a minute and a half; a connection has bounded room. */
const options = {
  'grpc.max_receive_message_length': messageBytesMax,
  'grpc.max_send_message_length': messageBytesMax,
  'grpc.max_concurrent_streams': 1_000,
  'grpc.keepalive_time_ms': 60_000,
  'grpc.keepalive_timeout_ms': 20_000,
  'grpc.enable_channelz': 0,
};

/** So long clients have to hang up once they have their answers, in milliseconds. */
const farewellMs = 250;

/** The control API with health and reflection: one port, started once and stopped once. */
export class GrpcServer {
  readonly #server: Server;
  readonly #health: Health;
  readonly #calls = new OpenCalls();
  readonly #connections: Connections;
  readonly #options: GrpcServerOptions;

  constructor(given: GrpcServerOptions) {
    this.#options = given;
    const { adminToken, follow, report, services } = given;
    setLogVerbosity(logVerbosity.NONE);
    const interceptors = follow === undefined ? [] : [follow];
    interceptors.push(this.#calls.interceptor);
    if (adminToken !== undefined) interceptors.push(admission(adminToken));
    this.#server = new Server({ ...options, interceptors });

    const names = services.map(({ definition }) => nameOf(definition));
    const all = [...names, nameOf(HealthService), nameOf(ServerReflectionService)];
    this.#health = new Health(names);
    this.#add({ definition: HealthService, implementation: this.#health.service(report) });
    this.#add({
      definition: ServerReflectionService,
      implementation: reflectionService(all, report),
    });
    for (const served of services) this.#add(served);
    const injector = this.#server.createConnectionInjector(credentialsOf(given.tls));
    this.#connections = new Connections((socket) => injector.injectConnection(socket));
  }

  /** Listens and says SERVING. Rejects when the port cannot be had; 0 takes a free one. */
  async start(port: number): Promise<Listening> {
    const listening = await this.#connections.open(port, this.#options.adminToken !== undefined);
    this.#health.set(true);
    return listening;
  }

  /** Says NOT_SERVING, takes no new calls, lets those under way end, and ends what is left. */
  async stop(): Promise<void> {
    this.#health.set(false);
    const hungUp = this.#connections.close();
    await turn();
    this.#calls.endWatches();
    this.#server.tryShutdown(() => {});
    await atMost(this.#options.graceMs ?? 5_000, this.#calls.ended());
    this.#calls.endAll();
    await atMost(farewellMs, hungUp);
    this.#server.forceShutdown();
    this.#connections.cut();
  }

  #add({ definition, implementation }: Served): void {
    this.#server.addService(guarded(definition, this.#options.report), implementation);
  }
}

const atMost = (ms: number, promise: Promise<void>): Promise<void> =>
  Promise.race([promise, pause(ms, undefined, { ref: false })]);
