import { type JsonObject, objectIn, objectsIn } from '../json.ts';
import { textOfHtml } from './html-text.ts';
import { joined, lines, trimmed } from './words.ts';

/** A link, with its words. */
export function linkText({ markdownText, mediaUrl, mediaURL }: JsonObject): string {
  const text = trimmed(markdownText);
  const url = trimmed(mediaUrl) || trimmed(mediaURL);
  return text.includes(url) ? text : lines([text, url]);
}

/** The text, or what an interactive message shows in its place. */
export function interactiveText(body: JsonObject): string {
  const details = objectIn(body.additionalDetails);
  const interactive = objectIn(details?.interactive);
  const parts = [interactive?.header, interactive?.body, interactive?.footer];
  const shown = lines(parts.map((part) => trimmed(objectIn(part)?.text)));
  return trimmed(body.markdownText) || shown || wordsIn(details);
}

/** Names with their numbers, one person a line. */
export function contactsText(body: JsonObject): string {
  const contacts = objectsIn(body.contacts).map(({ name, phones }) => {
    const numbers = objectsIn(phones).map(({ phone }) => phone);
    return joined([objectIn(name)?.formattedName, joined(numbers, ', ')], ': ');
  });
  return lines([trimmed(body.markdownText), ...contacts]);
}

/** The text, or what the parameters say: what the template itself says is not told. */
export function templateText(body: JsonObject): string {
  const words = objectsIn(body.components).flatMap(({ additionalComponentDetails, parameters }) => [
    wordsIn(additionalComponentDetails),
    ...objectsIn(parameters).map((parameter) => wordsIn(parameter.additionalParameterDetails)),
  ]);
  return trimmed(body.markdownText) || lines(words);
}

export const customText = (body: JsonObject): string =>
  trimmed(body.markdownText) || wordsIn(body.jsonNode);

export const emailText = ({ subject, markdownText, htmlBody }: JsonObject): string =>
  lines([trimmed(subject), trimmed(markdownText) || textOfHtml(trimmed(htmlBody))]);

/** The words in a value of which the form is not known, where they stand in a usual place. */
function wordsIn(value: unknown): string {
  const { title, text, message, caption } = objectIn(value) ?? {};
  return trimmed(value) || lines([title, text, message, caption].map(trimmed));
}
