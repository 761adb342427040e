import pino from 'pino';
import { loggingObserver } from '../../src/app/log.ts';
import type { Occurrence } from '../../src/domain/observer.ts';

/** The level and the words with which the log tells of something. */
export function loggedAs(occurrence: Occurrence): string {
  const lines: string[] = [];
  const formatters = { level: (level: string) => ({ level }) };
  const log = pino({ level: 'trace', formatters }, { write: (line) => void lines.push(line) });
  loggingObserver(log).notice(occurrence);
  const { level, msg } = JSON.parse(lines.join('')) as Readonly<Record<string, string>>;
  return `\`${level}\` *${msg}*`;
}
