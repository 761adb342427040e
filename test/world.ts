import { call } from '../sandbox/stage/call.ts';
import type { Stage } from '../sandbox/stage/stage.ts';
import { DEFAULT_BUSINESS } from '../sandbox/twitter/defaults.ts';
import { eventually } from './eventually.ts';

/** A message as the contact centre got it. */
export interface Shown {
  readonly id: string;
  readonly type: string;
  readonly text: string | null;
  readonly customer: string;
  readonly providerMessageId: string | null;
  readonly repeated?: boolean;
  readonly unknownFields?: readonly string[];
  readonly message: any;
}

/** A direct message as X has it. */
export interface OnX {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly via: 'api' | 'native';
}

/** What the contact centre shows of a customer, once `count` of the type are there. */
export function shown(stage: Stage, type: string, count: number, withinMs = 10_000) {
  const look = async () => {
    const { body } = await call('GET', `${stage.cim.ccmUrl}/sandbox/messages?type=${type}`);
    return body as readonly Shown[];
  };
  return eventually(look, (found) => found.length >= count, withinMs);
}

/** What the business has sent on X, once there are `count`. */
export function sentOnX(stage: Stage, count: number, withinMs = 10_000) {
  const look = async () => {
    const { body } = await call('GET', `${stage.x.url}/sandbox/messages`);
    return (body as readonly OnX[]).filter((message) => message.from === DEFAULT_BUSINESS.id);
  };
  return eventually(look, (found) => found.length >= count, withinMs);
}

export const faultOnX = (stage: Stage, fault: object) =>
  call('POST', `${stage.x.url}/sandbox/faults`, fault);

export const faultOnCcm = (stage: Stage, fault: object) =>
  call('POST', `${stage.cim.ccmUrl}/sandbox/faults`, fault);

export const clearFaults = async (stage: Stage): Promise<void> => {
  await call('DELETE', `${stage.x.url}/sandbox/faults`);
  await call('DELETE', `${stage.cim.ccmUrl}/sandbox/faults`);
};
