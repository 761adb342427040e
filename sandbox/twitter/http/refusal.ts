import type { Answer } from './answer.ts';
import { ERROR_CODES } from './error-codes.ts';

/** Thrown by a handler that will not do what it was asked; becomes the v1.1 error body. */
export class Refusal extends Error {
  readonly code: number;
  readonly status: number;
  readonly label: string | undefined;

  constructor(code: number, message: string, status: number, label?: string) {
    super(message);
    this.code = code;
    this.status = status;
    this.label = label;
  }
}

/** A refusal with the usual words and status of its code, unless others are given. */
export function refusal(
  code: number,
  other: { message?: string; status?: number; label?: string } = {},
): Refusal {
  const usual = ERROR_CODES[code];
  return new Refusal(
    code,
    other.message ?? usual?.message ?? `Error ${code}.`,
    other.status ?? usual?.status ?? 403,
    other.label ?? usual?.label,
  );
}

/** The refusal as the v1.1 API words it. */
export function refused({ code, message, status, label }: Refusal): Answer {
  const error = label === undefined ? { code, message } : { code, label, message };
  return { status, body: { errors: [error] } };
}
