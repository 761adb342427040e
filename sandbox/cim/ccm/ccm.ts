import type { Handler } from '../http.ts';
import { type Route, serve } from '../routes.ts';
import { stream } from '../control/stream.ts';
import type { World } from '../world.ts';
import { lookUps } from './look-ups.ts';
import { RECEIVE_PATH, receive } from './receive.ts';

/** Serves CCM's own end points, which faults can strike, and the control surface beside them. */
export function ccm(world: World, control: readonly Route[]): Handler {
  const receiving = receive(world);
  const looking = serve(lookUps(world), world.faults);
  const controlling = serve(control);
  const streaming = stream(world.arrivals);
  return (request, response) => {
    const path = request.url?.split('?', 1)[0] ?? '/';
    if (path === RECEIVE_PATH && request.method === 'POST') return receiving(request, response);
    if (path === '/sandbox/stream') return streaming(request, response);
    const handler = path.startsWith('/sandbox/') ? controlling : looking;
    return handler(request, response);
  };
}
