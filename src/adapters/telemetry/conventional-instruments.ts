import { counter, gauge, histogram, type Instrument } from './instrument.ts';

/** How long things take. Names of OpenTelemetry's conventions, but for the one they lack. */
export const durations = {
  httpServer: histogram('http.server.request.duration', 's', 'Requests of X, CCM and others.', [
    'http.request.method',
    'http.route',
    'http.response.status_code',
    'url.scheme',
    'error.type',
  ]),
  /** Recorded by the instrumentation of undici. */
  httpClient: histogram(
    'http.client.request.duration',
    's',
    'Calls of X, CCM and the File Engine.',
    [
      'http.request.method',
      'server.address',
      'server.port',
      'url.scheme',
      'http.response.status_code',
      'network.protocol.version',
      'error.type',
    ],
  ),
  rpcServer: histogram('rpc.server.call.duration', 's', 'Calls of the control API.', [
    'rpc.system.name',
    'rpc.method',
    'rpc.response.status_code',
  ]),
  attempt: histogram(
    'messaging.process.duration',
    's',
    'One attempt to deliver the head of a lane. `outcome`: `done`, `advanced` (a part of it is done), `retry`, `buried`.',
    ['messaging.system', 'messaging.operation.name', 'messaging.destination.template', 'outcome'],
  ),
  commit: histogram(
    'db.client.operation.duration',
    's',
    'One commit of the journal: what arrived and was settled in a turn of the event loop.',
    ['db.system.name', 'db.operation.name', 'error.type'],
  ),
  latency: histogram(
    'twitter_connector.delivery.latency',
    's',
    'From the journal to the neighbour that took the message, retries and waiting included.',
    ['direction'],
  ),
} as const satisfies Record<string, Instrument>;

/** The process itself. */
export const processInstruments = {
  cpuTime: counter('process.cpu.time', 's', 'CPU time used.', ['cpu.mode']),
  memory: gauge('process.memory.usage', 'By', 'Resident memory.'),
  heap: gauge('v8js.memory.heap.used', 'By', 'JavaScript heap in use.'),
  uptime: gauge('process.uptime', 's', 'Time since the start.'),
  loopDelay: gauge(
    'nodejs.eventloop.delay.p99',
    's',
    'By how much timers were late since the last scrape, 99th percentile.',
  ),
  loopDelayMax: gauge('nodejs.eventloop.delay.max', 's', 'The same, at most.'),
  loopUtilization: gauge(
    'nodejs.eventloop.utilization',
    '1',
    'Share of the time since the last scrape in which the event loop was busy.',
  ),
} as const satisfies Record<string, Instrument>;
