import {
  BadConfiguration,
  type Configuration,
  configurationFrom,
} from '../../app/configuration.ts';
import type { Finding } from './finding.ts';

const check = 'configuration';

/** What the environment here says, read as the service reads it. */
export function configurationHere(environment: Readonly<NodeJS.ProcessEnv>): {
  readonly finding: Finding;
  readonly settings?: Configuration;
} {
  const isHere = ['CCM_URL', 'FILE_ENGINE_URL'].some(
    (name) => (environment[name] ?? environment[`${name}_FILE`] ?? '') !== '',
  );
  if (!isHere) {
    const told = 'The environment here has none; the service has read its own.';
    return { finding: { level: 'skip', check, told } };
  }
  try {
    const settings = configurationFrom(environment);
    return { finding: { level: 'ok', check, told: 'Every setting is valid.' }, settings };
  } catch (thrown) {
    if (!(thrown instanceof BadConfiguration)) throw thrown;
    const told = `${thrown.faults.join('; ')}.`;
    const advice = 'Correct the environment of the service; the README describes every setting.';
    return { finding: { level: 'FAIL', check, told, advice } };
  }
}
