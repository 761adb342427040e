import type { AgentContent } from '../../../domain/messaging/agent-message.ts';
import { type JsonObject, objectIn } from '../json.ts';
import { trimmed } from './words.ts';

/**
 * The file of a body, by its attachment or, in the older form, by the body itself, with the text
 * that belongs to it; undefined when it names no file. Agents' desks give the file's name as the
 * caption, which is no text for a customer.
 */
export function mediaIn(body: JsonObject): AgentContent | undefined {
  const attachment = objectIn(body.attachment);
  const url = trimmed(attachment?.mediaUrl) || trimmed(body.mediaUrl);
  if (url === '') return undefined;
  const names = [
    attachment?.mediaLabel,
    attachment?.mediaName,
    objectIn(body.additionalDetails)?.fileName,
    url,
  ].map(trimmed);
  const caption = [body.markdownText, body.caption]
    .map(trimmed)
    .find((text) => text !== '' && !names.some((name) => isNameOf(text, name)));
  return { kind: 'media', url, caption: caption ?? '' };
}

/** Whether this is the name of the file, perhaps without the mark that the store put before it. */
function isNameOf(text: string, fileName: string): boolean {
  if (text === fileName) return true;
  const hasExtension = /\.[a-z\d]{2,5}$/i.test(text);
  return hasExtension && bare(fileName).endsWith(bare(text));
}

/** Stores and addresses write what is neither a letter nor a digit in ways of their own. */
const bare = (name: string): string =>
  decoded(name)
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
