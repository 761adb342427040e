import { BadConfiguration, configurationFrom } from './configuration.ts';
import { logger } from './log.ts';
import { Service } from './service.ts';
import { telemetryFor } from './telemetry/telemetry-for.ts';

/** As the first process of a container it would otherwise not be ended while it starts. */
const endEarly = (signal: NodeJS.Signals): never => process.exit(signal === 'SIGTERM' ? 143 : 130);

try {
  process.once('SIGTERM', endEarly);
  process.once('SIGINT', endEarly);
  const configuration = configurationFrom(process.env);
  const telemetry = telemetryFor(configuration, process.env, () => log);
  const log = logger(configuration.LOG_LEVEL, telemetry?.logFields);
  const service = await Service.open(configuration, log, telemetry);
  const started = await service.start();
  log.info({ ...started, startedInMs: Math.round(performance.now()) }, 'ready');

  const stop = (signal: NodeJS.Signals) => {
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
  process.off('SIGTERM', endEarly);
  process.off('SIGINT', endEarly);
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  void telemetry?.load();
} catch (thrown) {
  const known = thrown instanceof BadConfiguration || thrown instanceof Error;
  process.stderr.write(`${known ? thrown.message : 'The start failed.'}\n`);
  process.exit(1);
}
