import type { IncomingMessage, Server } from 'node:http';
import type { Container } from 'inversify';
import type { Logger } from 'pino';
import { registrationRoutes } from '../adapters/administration/registration-routes.ts';
import { agentRequestHandler } from '../adapters/cim/provider/agent-request-handler.ts';
import { providerRoutes } from '../adapters/cim/provider/provider-routes.ts';
import { admit, isForwarded } from '../adapters/http/admission.ts';
import type { GrpcServer } from '../adapters/grpc/server.ts';
import { healthRoutes } from '../adapters/http/health.ts';
import { systemClock } from '../adapters/system/system-clock.ts';
import { challengeRoutes } from '../adapters/twitter/webhook/challenge-routes.ts';
import { TwitterWebhook } from '../adapters/twitter/webhook/twitter-webhook.ts';
import { receiveRead } from '../domain/messaging/show-read.ts';
import { observedBy } from '../domain/observer.ts';
import { controlServer } from './bind-control.ts';
import type { Configuration } from './configuration.ts';
import { containerFor } from './container.ts';
import { componentsOf } from './health-components.ts';
import { closed, httpServer, listen } from './http-server.ts';
import { loggingObserver } from './log.ts';
import { startPruning } from './pruning.ts';
import { openStorage, type Storage } from './storage.ts';
import { statesOf } from './telemetry/states-of.ts';
import type { Telemetry } from './telemetry/telemetry.ts';
import { tokens } from './tokens.ts';
import { type Watching, watchingIn } from './watching.ts';

/** Where the connector is reached. */
export interface Started {
  readonly httpPort: number;
  readonly grpcPort: number;
  readonly grpcAddresses: readonly string[];
  readonly metricsPort: number | 'off';
}

/** The whole connector: the container, the servers, and the order of starting and stopping. */
export class Service {
  readonly #configuration: Configuration;
  readonly #container: Container;
  readonly #log: Logger;
  readonly #server: Server;
  readonly #control: GrpcServer;
  readonly #stopPruning: () => Promise<void>;
  readonly #telemetry: Telemetry | undefined;
  readonly #watching: Watching;
  #ready = false;

  private constructor(
    configuration: Configuration,
    log: Logger,
    storage: Storage,
    telemetry: Telemetry | undefined,
  ) {
    this.#telemetry = telemetry;
    const logging = loggingObserver(log);
    const observer = telemetry === undefined ? logging : observedBy(logging, telemetry);
    this.#configuration = configuration;
    this.#log = log;
    this.#container = containerFor(configuration, observer, storage, telemetry);
    this.#server = this.#makeServer();
    this.#control = controlServer(this.#container, this.#report, telemetry?.interceptor);
    this.#stopPruning = startPruning(storage, log);
    this.#watching = watchingIn(this.#container, this.#report);
  }

  /** Opens the journal; fails with what is wrong with it. */
  static async open(
    configuration: Configuration,
    log: Logger,
    telemetry?: Telemetry,
  ): Promise<Service> {
    const report = (reason: string) => log.warn({ reason }, 'trouble with the journal');
    return new Service(configuration, log, await openStorage(configuration, report), telemetry);
  }

  /** Resolves when messages are accepted and what waits since an earlier run is taken up. */
  async start(): Promise<Started> {
    const { GRPC_PORT, HTTP_PORT, METRICS_PORT } = this.#configuration;
    const states = statesOf(this.#container);
    const metricsPort = (await this.#telemetry?.start(METRICS_PORT, states)) ?? 'off';
    await this.#container.get(tokens.lanes).start();
    const httpPort = await listen(this.#server, HTTP_PORT);
    const { port, addresses } = await this.#control.start(GRPC_PORT);
    this.#ready = true;
    this.#watching.start();
    void this.#reloadChannels();
    return { httpPort, grpcPort: port, grpcAddresses: addresses, metricsPort };
  }

  async #reloadChannels(): Promise<void> {
    await this.#container
      .get(tokens.loadChannels)
      .reload()
      .catch(() => this.#log.warn('the remembered channel types could not be read'));
  }

  /** Unready, no new requests, what is in flight settled, lanes handed back, files closed. */
  async stop(): Promise<void> {
    this.#ready = false;
    const watched = this.#watching.stop();
    await Promise.all([closed(this.#server), this.#control.stop(), watched]);
    await this.#container.get(tokens.lanes).stop();
    await this.#container.get(tokens.userAuthentication).settled();
    await this.#container.get(tokens.twitter).close();
    await this.#container.get(tokens.ccm).close();
    await this.#container.get(tokens.customerMedia).close();
    await this.#container.get(tokens.files).close();
    await this.#stopPruning();
    await this.#container.get(tokens.storage).close();
    await this.#telemetry?.stop();
  }

  #makeServer(): Server {
    const { ADMIN_TOKEN, PROVIDER_TOKEN } = this.#configuration;
    const from = this.#container;
    const observer = from.get(tokens.observer);
    const ignored = (type: string) => observer.notice({ kind: 'ignored', from: 'cim', type });
    const receive = from.get(tokens.receiveAccountEvents);
    const unkept = from.get(tokens.unkept);
    const webhook = new TwitterWebhook(from.get(tokens.accounts), (events) =>
      unkept.keep(events, (all) => receive.execute(all)),
    );
    const hotRoutes = {
      accountEvents: webhook,
      agentMessages: {
        admit: (request: IncomingMessage) => admit(request, [PROVIDER_TOKEN]),
        receive: agentRequestHandler({
          receive: (message) => from.get(tokens.receiveAgentMessage).execute(message),
          typing: (account, customer) => from.get(tokens.typing).fromAgent(account, customer),
          read: receiveRead(from.get(tokens.lanes), systemClock),
          ignored,
        }),
      },
    };
    const routers = [
      healthRoutes({ ready: () => this.#ready, components: () => componentsOf(from) }),
      challengeRoutes(webhook),
      registrationRoutes(from.get(tokens.registerAndSubscribe), (request) => {
        if (ADMIN_TOKEN === undefined) return !isForwarded(request);
        admit(request, [ADMIN_TOKEN]);
        return true;
      }),
      providerRoutes(
        {
          saveCredentials: from.get(tokens.saveCredentials),
          loadChannels: from.get(tokens.loadChannels),
        },
        {
          push: (request) => admit(request, [ADMIN_TOKEN, PROVIDER_TOKEN]),
          administrator: (request) => admit(request, [ADMIN_TOKEN]),
        },
      ),
    ];
    return httpServer(hotRoutes, routers, this.#report, (listener) =>
      this.#telemetry === undefined ? listener : this.#telemetry.followed(listener),
    );
  }

  #report = (unforeseen: unknown): void => {
    const { name, stack } = unforeseen instanceof Error ? unforeseen : new Error('not an error');
    this.#log.error({ name, stack: stack?.split('\n').slice(1, 6) }, 'unforeseen error');
  };
}
