import { bodies, genericBody } from './bodies.ts';
import { BindError, mismatch, type Findings, type Kind } from './findings.ts';
import { header } from './header.ts';
import { text } from './scalars.ts';
import { bean } from './shapes.ts';

/** What the object model makes of a message. */
export interface Binding {
  /** It could be read. Violations may still refuse it. */
  readonly accepted: boolean;
  /** The class that took the body; absent when there is none. */
  readonly boundBody?: string;
  /** Bean validation, as `path: Constraint`; none when the message could not be read. */
  readonly violations: readonly string[];
  /** Fields outside the object model, which the real CCM ignores. */
  readonly unknownFields: readonly string[];
  /** The simple name of the exception that refused it. */
  readonly error?: string;
  /** That exception's message. */
  readonly reason?: string;
}

const body: Kind = (value, path, findings) => bodyOf(value).kind(value, path, findings);
const envelope = bean({ id: text, header, body });

/**
 * Reads a parsed CIM message as CCM does: unknown fields are ignored, scalars are converted,
 * then the bean constraints are checked.
 */
export function bind(message: unknown): Binding {
  const findings: Findings = { violations: [], unknownFields: [] };
  try {
    if (message === null) throw mismatch('message', 'an object');
    envelope(message, '', findings);
  } catch (error) {
    if (!(error instanceof BindError)) throw error;
    return refusal(error.exception, error.message);
  }
  const bound = (message as { body?: unknown }).body ?? undefined;
  return {
    accepted: true,
    ...(bound !== undefined && { boundBody: bodyOf(bound).className }),
    ...findings,
  };
}

/** Parses and binds; `message` is there when the text was JSON. */
export function bindText(json: string): { binding: Binding; message?: unknown } {
  let message: unknown;
  try {
    message = JSON.parse(json);
  } catch (error) {
    const reason = (error as Error).message;
    const unfinished = /end of JSON|Unterminated/.test(reason);
    return { binding: refusal(unfinished ? 'JsonEOFException' : 'JsonParseException', reason) };
  }
  return { binding: bind(message), message };
}

function bodyOf(value: unknown) {
  const type = (value as { type?: unknown } | null)?.type;
  return bodies.get(String(type)) ?? genericBody;
}

function refusal(error: string, reason: string): Binding {
  return { accepted: false, violations: [], unknownFields: [], error, reason };
}
