import type { z } from 'zod';
import { springError } from './http.ts';
import type { Answer } from './routes.ts';

/** Answers with the parsed body, or with 400 and everything that is wrong with it. */
export function checked<T>(
  schema: z.ZodType<T>,
  body: unknown,
  answer: (parsed: T) => Answer | Promise<Answer>,
): Answer | Promise<Answer> {
  const result = schema.safeParse(body ?? {});
  if (result.success) return answer(result.data);
  const faults = result.error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join('.')}: ${message}`,
  );
  return { status: 400, body: { ...springError(400, faults.join('; ')), faults } };
}
