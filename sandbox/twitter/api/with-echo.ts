import type { DirectMessage } from '../direct-messages/direct-message.ts';
import { announce } from '../direct-messages/post-message.ts';
import type { Answer } from '../http/answer.ts';
import type { World } from '../world.ts';

/** The answer to a call that sent this message, with its announcement as the settings time it. */
export async function withEcho(
  world: World,
  message: DirectMessage,
  answer: Answer,
): Promise<Answer> {
  const { echo } = world.settings;
  if (echo === 'before') {
    await announce(world, message, { withEcho: true });
    return answer;
  }
  return {
    ...answer,
    afterwards: () => void announce(world, message, { withEcho: echo === 'after' }),
  };
}
