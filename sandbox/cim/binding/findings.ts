/** What reading a message turned up short of refusing it. */
export interface Findings {
  /** Bean validation, as `path: Constraint`. */
  readonly violations: string[];
  /** Paths of fields the object model does not know; the real CCM drops them silently. */
  readonly unknownFields: string[];
}

/** Reads one value: notes findings, throws a {@link BindError} when it cannot be read at all. */
export type Kind = (value: unknown, path: string, findings: Findings) => void;

/** A value the object model cannot read; `exception` is the simple name of Jackson's. */
export class BindError extends Error {
  readonly exception: string;

  constructor(exception: string, message: string) {
    super(message);
    this.exception = exception;
  }
}

/** The JSON shape is wrong: an object where text belongs, text where a list belongs. */
export function mismatch(path: string, expected: string): BindError {
  return new BindError('MismatchedInputException', `${path}: cannot read ${expected}`);
}

/** The shape is right, the value is not one of the legal ones. */
export function badFormat(path: string, value: unknown, expected: string): BindError {
  const shown = JSON.stringify(value);
  return new BindError('InvalidFormatException', `${path}: ${shown} is not ${expected}`);
}
