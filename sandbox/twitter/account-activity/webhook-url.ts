import { type Refusal, refusal } from '../http/refusal.ts';

const REQUIREMENTS = 'Webhook URL does not meet the requirements.';

/** Why X does not accept this webhook URL; undefined when it does. `status` is that of code 214. */
export function webhookUrlRefusal(url: string, status: number): Refusal | undefined {
  const message = complaint(url);
  if (message !== undefined) return refusal(214, { message, status });
  const isPlaceholder = new URL(url).hostname.includes('_');
  return isPlaceholder ? refusal(131) : undefined;
}

function complaint(url: string): string | undefined {
  if (!URL.canParse(url)) {
    return `${REQUIREMENTS} Please consult: https://dev.twitter.com/webhooks/securing`;
  }
  const { protocol, username, password, hash } = new URL(url);
  if (protocol !== 'https:') return `${REQUIREMENTS} Please use HTTPS.`;
  const hasPort = /^https:\/\/[^/?#]*:\d*(?:[/?#]|$)/i.test(url);
  return hasPort || username || password || hash ? REQUIREMENTS : undefined;
}
