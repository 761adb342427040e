import { PostgresError } from './postgres-error.ts';

const triesMax = 8;
const pauseMs = 5;

/**
 * Does the work again, as a whole, when it got in the way of another transaction and was rolled
 * back. The work must be one transaction.
 */
export async function despiteCollisions<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      const collided = error instanceof PostgresError && error.collided;
      if (!collided || tries >= triesMax) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * pauseMs * tries));
    }
  }
}
