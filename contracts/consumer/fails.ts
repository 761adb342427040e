import { expect } from '@jest/globals';
import { Failure, type FailureCode } from '../../src/domain/errors.ts';

/** The promise ends with a failure of this code; `announced`: the neighbour said until when. */
export async function fails(
  promise: Promise<unknown>,
  code: FailureCode,
  announced = false,
): Promise<void> {
  const thrown = await promise.then(
    () => 'no failure',
    (failure: unknown) => failure,
  );
  if (!(thrown instanceof Failure)) throw thrown;
  const found = { code: thrown.code, announced: thrown.retryAtMs !== undefined };
  expect(found).toEqual({ code, announced });
}
