import type { Logger } from 'pino';
import { routeOf } from '../../adapters/http/route-of.ts';
import { systemClock } from '../../adapters/system/system-clock.ts';
import type { Configuration } from '../configuration.ts';
import { Telemetry } from './telemetry.ts';
import { wantedIn } from './wanted.ts';

/** What cannot be exported is told once in a while, in milliseconds. */
const tellEveryMs = 60_000;

/** What measures, as the settings ask for it; undefined: nothing does, and none of it is loaded. */
export function telemetryFor(
  configuration: Configuration,
  environment: Readonly<NodeJS.ProcessEnv>,
  log: () => Logger,
): Telemetry | undefined {
  const {
    CCM_URL,
    FILE_ENGINE_URL,
    JOURNAL_URL,
    METRICS_PORT,
    TWITTER_API_URL,
    TWITTER_MEDIA_HOSTS,
    TWITTER_UPLOAD_URL,
  } = configuration;
  const wanted = wantedIn(METRICS_PORT, environment);
  if (wanted === undefined) return undefined;
  const originOf = (url: string) => new URL(url).origin;
  const inside = [CCM_URL, FILE_ENGINE_URL].map(originOf);
  const known = [...inside, ...[TWITTER_API_URL, TWITTER_UPLOAD_URL].map(originOf)];
  const journal = JOURNAL_URL.startsWith('sqlite:') ? 'sqlite' : 'postgresql';
  let toldMs = Number.NEGATIVE_INFINITY;
  const report = (reason: string) => {
    if (performance.now() - toldMs < tellEveryMs) return;
    toldMs = performance.now();
    log().warn({ reason }, 'telemetry is not exported as it should be');
  };
  return new Telemetry({
    wanted,
    neighbours: { inside, known, media: TWITTER_MEDIA_HOSTS },
    clock: systemClock,
    journal,
    routeOf,
    report,
  });
}
