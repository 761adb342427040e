import { setTimeout as delay } from 'node:timers/promises';
import { answerApi } from './api/api.ts';
import { type FaultRule, faultAnswer } from './control/faults.ts';
import type { Answer, TornAnswer } from './http/answer.ts';
import type { ApiRequest } from './http/api-request.ts';
import type { World } from './world.ts';

/** Answers an API call, with the fault it meets if there is one, and logs it. */
export async function answerWithFaults(
  world: World,
  request: ApiRequest,
): Promise<Answer | TornAnswer> {
  const at = new Date(world.now()).toISOString();
  const fault = world.faults.take(request);
  const answer =
    fault === undefined ? await answerApi(world, request) : await faulty(world, request, fault);
  const { method, path, recipientId, command } = request;
  const status = 'torn' in answer ? null : answer.status;
  world.requests.add({
    at,
    method,
    path,
    status,
    ...(recipientId && { recipient: recipientId }),
    ...(command && { command }),
  });
  return answer;
}

async function faulty(
  world: World,
  request: ApiRequest,
  fault: FaultRule,
): Promise<Answer | TornAnswer> {
  const answer = fault.when === 'after' ? await answerApi(world, request) : undefined;
  if (fault.delayMs) await delay(fault.delayMs, undefined, { ref: false });
  const afterwards = answer?.afterwards && { afterwards: answer.afterwards };
  if (fault.tear) return { torn: true, ...afterwards };
  const shown = faultAnswer(fault, world.now());
  if (shown !== undefined) return { ...shown, ...afterwards };
  return answer ?? answerApi(world, request);
}
