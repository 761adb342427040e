import { status } from '@grpc/grpc-js';
import {
  DownloadFileRequest,
  MediaServiceService,
} from '../../adapters/grpc/generated/twitter_connector/v1/media.ts';
import type { Configuration } from '../../app/configuration.ts';
import type { Api } from '../connection/api.ts';
import { statusOf } from '../connection/told-failure.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { spanOf, told as timeTold } from '../terminal/times.ts';
import type { Finding } from './finding.ts';
import { isGatewayTrouble, type Probe, probe } from './http-probe.ts';
import { failed, type View } from './service-checks.ts';

const patienceMs = 10_000;

/** CCM, as the service sees it, and from here where its address is known. */
export async function contactCenterFinding(
  settings: Configuration | undefined,
  { statistics }: View,
  signal: AbortSignal,
): Promise<Finding> {
  const check = 'contact centre (CCM)';
  const seen = statistics?.targets.find(({ target }) => target === 'contact-center');
  if (seen?.troubleTime !== undefined) {
    const since = timeTold(seen.troubleTime, Date.now());
    const advice =
      'Check CCM_URL, and CCM itself; messages wait and are delivered when it is back.';
    return { level: 'FAIL', check, told: `The service cannot reach it since ${since}.`, advice };
  }
  if (settings !== undefined) return reachable(check, 'CCM_URL', settings.CCM_URL, signal);
  if (statistics === undefined) return unknown(check);
  return { level: 'ok', check, told: 'The service has no trouble with it.' };
}

/** The File Engine, asked by the service for a file that cannot be there. */
export async function fileEngineFinding(
  api: Api,
  settings: Configuration | undefined,
  { statistics }: View,
): Promise<Finding> {
  const check = 'file engine';
  if (statistics === undefined) {
    return settings === undefined
      ? unknown(check)
      : reachable(check, 'FILE_ENGINE_URL', settings.FILE_ENGINE_URL, api.signal);
  }
  try {
    const request = DownloadFileRequest.fromPartial({ name: 'files/doctor-no-such-file.png' });
    for await (const _ of api.read(MediaServiceService.downloadFile, request, true)) break;
  } catch (thrown) {
    if (statusOf(thrown) === undefined) throw thrown;
    if (statusOf(thrown) === status.UNAVAILABLE) {
      const advice = 'Check FILE_ENGINE_URL, and the File Engine itself.';
      return { ...failed(check, thrown, api), advice };
    }
    if (statusOf(thrown) !== status.NOT_FOUND) return failed(check, thrown, api);
  }
  return { level: 'ok', check, told: 'It answers the service.' };
}

const clockToleranceMs = 60_000;

/** Whether X can be reached from here, and whether the clock here agrees with its own. */
export async function* xFindings(
  settings: Configuration | undefined,
  terminal: Terminal,
  signal: AbortSignal,
): AsyncGenerator<Finding> {
  const url = settings?.TWITTER_API_URL ?? 'https://api.x.com';
  const answer = await probe(url, patienceMs, signal);
  const reached = judged('x', 'TWITTER_API_URL', url, answer);
  // Without the configuration this may be an operator's machine, which need not reach X itself.
  yield settings === undefined && reached.level === 'FAIL'
    ? { ...reached, level: 'warn' }
    : reached;
  yield clockFinding(answer, terminal.now());
}

function clockFinding(answer: Probe, nowMs: number): Finding {
  const check = 'clock';
  const date = 'response' in answer ? Date.parse(answer.response.headers.get('date') ?? '') : NaN;
  if (Number.isNaN(date)) {
    return { level: 'skip', check, told: 'X could not be asked for the time.' };
  }
  const awayMs = nowMs - date;
  const far = Math.abs(awayMs);
  if (far <= clockToleranceMs) {
    return { level: 'ok', check, told: 'The clock of this machine agrees with that of X.' };
  }
  const told = `The clock of this machine is ${spanOf(far)} ${awayMs > 0 ? 'ahead of' : 'behind'} that of X.`;
  const advice = 'Set it by NTP, also where the service runs: X refuses signatures otherwise.';
  return { level: 'FAIL', check, told, advice };
}

const unknown = (check: string): Finding => ({
  level: 'skip',
  check,
  told: 'Its address is not known here, and the service could not be asked.',
});

const reachable = async (
  check: string,
  setting: string,
  url: string,
  signal: AbortSignal,
): Promise<Finding> => judged(check, setting, url, await probe(url, patienceMs, signal));

function judged(check: string, setting: string, url: string, answer: Probe): Finding {
  const { origin } = new URL(url);
  const advice = `Check ${setting}, the name and the network between here and there.`;
  if ('failure' in answer) {
    const told = `${origin} cannot be reached from here: ${answer.failure}.`;
    return { level: 'FAIL', check, told, advice };
  }
  const { status: code } = answer.response;
  if (isGatewayTrouble(code)) {
    return { level: 'FAIL', check, told: `${origin} answers ${code}.`, advice };
  }
  return { level: 'ok', check, told: `${origin} answers.` };
}
