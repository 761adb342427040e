import { randomBytes } from 'node:crypto';
import type { Finding } from './finding.ts';
import { type Probe, probe } from './http-probe.ts';

/** X waits no longer for the answer to its challenge. */
const patienceMs = 3_000;

const wellFormed = /^sha256=[A-Za-z0-9+/]{43}=$/;

const gatewayAdvice =
  'Check the public name, its certificate, and that the gateway leads this path to the connector.';

/**
 * Challenges a public URL twice, as X does. Only X and the service know the secret, so the answers
 * are judged by their form, and by differing from each other.
 */
export async function challengeFinding(
  check: string,
  url: string,
  signal: AbortSignal,
): Promise<Finding> {
  if (!URL.canParse(url)) return fault(check, `${url} is not a URL.`, 'Correct it.');
  const answers: string[] = [];
  for (let n = 0; n < 2; n++) {
    const token = randomBytes(24).toString('base64url');
    const asked = new URL(url);
    asked.searchParams.set('crc_token', token);
    const answer = await probe(asked.href, patienceMs, signal);
    const said = responseTokenIn(answer);
    if (said === undefined) return wrong(check, url, answer);
    answers.push(said);
  }
  if (answers[0] === answers[1]) {
    const told = `${url} gives the same answer to every challenge.`;
    return fault(check, told, 'Something in between caches or invents answers.');
  }
  if (!/^https:\/\/[^/:]+\//.test(url)) {
    const told = `${url} answers challenges, but X takes only https without a port.`;
    return { level: 'warn', check, told, advice: 'Put a gateway with TLS before it.' };
  }
  return { level: 'ok', check, told: `${url} answers challenges.` };
}

function responseTokenIn(answer: Probe): string | undefined {
  if (!('response' in answer) || answer.response.status !== 200) return undefined;
  try {
    const { response_token: token } = JSON.parse(answer.body) as { response_token?: unknown };
    return typeof token === 'string' && wellFormed.test(token) ? token : undefined;
  } catch {
    return undefined;
  }
}

const fault = (check: string, told: string, advice: string): Finding => ({
  level: 'FAIL',
  check,
  told,
  advice,
});

function wrong(check: string, url: string, answer: Probe): Finding {
  if ('failure' in answer) {
    const advice = `${gatewayAdvice} Run this from elsewhere if only this machine cannot reach it.`;
    return fault(check, `${url} cannot be reached: ${answer.failure}.`, advice);
  }
  const { status } = answer.response;
  if (status >= 300 && status < 400) {
    return fault(check, `${url} redirects, which X does not follow.`, gatewayAdvice);
  }
  if (status === 404) {
    const advice = `${gatewayAdvice} The service must have the credentials of the account that the path names.`;
    return fault(check, `${url} answers a challenge with 404.`, advice);
  }
  if (status !== 200) {
    return fault(check, `${url} answers a challenge with ${status}.`, gatewayAdvice);
  }
  const told = `${url} answers, but not as the connector answers challenges.`;
  return fault(check, told, gatewayAdvice);
}
