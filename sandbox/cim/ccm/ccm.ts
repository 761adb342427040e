import type { Handler } from '../http.ts';
import { serve } from '../routes.ts';
import type { World } from '../world.ts';
import { lookUps } from './look-ups.ts';
import { RECEIVE_PATH, receive } from './receive.ts';

/** Serves CCM's own end points; faults strike here. */
export function ccm(world: World): Handler {
  const receiving = receive(world);
  const looking = serve(lookUps(world), world.faults);
  return (request, response) => {
    const path = request.url?.split('?', 1)[0];
    const received = path === RECEIVE_PATH && request.method === 'POST';
    return received ? receiving(request, response) : looking(request, response);
  };
}
