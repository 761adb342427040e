import type { Webhook } from '../ccm/webhook.ts';
import type { Handler } from '../http.ts';
import { serve } from '../routes.ts';
import type { World } from '../world.ts';
import { arrivalRoutes } from './arrival-routes.ts';
import { connectorRoutes } from './connector-routes.ts';
import { stream } from './stream.ts';
import { upkeepRoutes } from './upkeep-routes.ts';

/** Serves what lies under `/sandbox/`; faults never strike here. */
export function control(world: World, webhook: Webhook): Handler {
  const streaming = stream(world.arrivals);
  const controlling = serve([
    ...arrivalRoutes(world.arrivals),
    ...connectorRoutes(world.channels, webhook),
    ...upkeepRoutes(world),
  ]);
  return (request, response) => {
    const streamed = request.url === '/sandbox/stream';
    return streamed ? streaming(request, response) : controlling(request, response);
  };
}
