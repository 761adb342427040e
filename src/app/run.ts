import { BadConfiguration, configurationFrom } from './configuration.ts';
import { logger } from './log.ts';
import { Service } from './service.ts';
import { telemetryFor } from './telemetry/telemetry-for.ts';

/** As the first process of a container it would otherwise not be ended while it starts. */
let end = (signal: NodeJS.Signals): void => process.exit(signal === 'SIGTERM' ? 143 : 130);

// The same listener from the beginning: a signal is lost that comes while one takes another's place.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => end(signal));

try {
  const configuration = configurationFrom(process.env);
  const telemetry = telemetryFor(configuration, process.env, () => log);
  const log = logger(configuration.LOG_LEVEL, telemetry?.logFields);
  const service = await Service.open(configuration, log, telemetry);
  const started = await service.start();
  log.info({ ...started, startedInMs: Math.round(performance.now()) }, 'ready');

  end = (signal) => {
    log.info({ signal }, 'shutting down');
    const late = setTimeout(() => {
      log.error('the shutdown took too long; what is unfinished goes on at the next start');
      process.exit(1);
    }, configuration.SHUTDOWN_MS);
    late.unref();
    const stopped = () => {
      log.info('stopped');
      clearTimeout(late);
      // An exporter may still wait for a collector that does not answer.
      setTimeout(() => process.exit(), 100).unref();
    };
    service.stop().then(stopped, (thrown: unknown) => {
      log.error({ reason: thrown instanceof Error ? thrown.name : '' }, 'the shutdown failed');
      process.exit(1);
    });
  };
  void telemetry?.load();
} catch (thrown) {
  const known = thrown instanceof BadConfiguration || thrown instanceof Error;
  process.stderr.write(`${known ? thrown.message : 'The start failed.'}\n`);
  process.exit(1);
}
