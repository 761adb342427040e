import type { AgentContent } from '../../../domain/messaging/agent-message.ts';
import { type JsonObject, objectIn } from '../json.ts';
import { distinctLines, trimmed } from './words.ts';

/**
 * A place, by its `location` or, in the older form, by the body itself, with what it is called and
 * where that is; without coordinates on Earth only these words, undefined when there are none.
 */
export function locationIn(body: JsonObject): AgentContent | undefined {
  const place = objectIn(body.location) ?? body;
  const details = objectIn(body.additionalDetails);
  const words = [body.markdownText, details?.name, details?.address, details?.url];
  const older = [place.name, place.address];
  const text = distinctLines([...words, ...older].map(trimmed));
  const latitude = degreesIn(place.latitude, 90);
  const longitude = degreesIn(place.longitude, 180);
  if (latitude !== undefined && longitude !== undefined) {
    return { kind: 'location', latitude, longitude, text };
  }
  return text === '' ? undefined : { kind: 'text', text };
}

function degreesIn(value: unknown, max: number): number | undefined {
  const text = trimmed(value);
  const degrees = text === '' ? Number.NaN : Number(text);
  return Math.abs(degrees) <= max ? degrees : undefined;
}
