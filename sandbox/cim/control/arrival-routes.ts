import { type Arrival, type Arrivals, shown } from '../ccm/arrivals.ts';
import { checked } from '../checked.ts';
import type { Route } from '../routes.ts';
import { criteria } from './bodies.ts';

/** What arrived: in full, in short, and counted. */
export function arrivalRoutes(arrivals: Arrivals): Route[] {
  return [
    listing(arrivals, '/sandbox/messages', shown),
    listing(arrivals, '/sandbox/ids', ({ customer, id, providerMessageId, text }) => [
      customer,
      id,
      providerMessageId,
      text,
    ]),
    {
      method: 'GET',
      path: '/sandbox/summary',
      answer: () => ({ status: 200, body: arrivals.summary() }),
    },
  ];
}

function listing(arrivals: Arrivals, path: string, form: (arrival: Arrival) => unknown): Route {
  return {
    method: 'GET',
    path,
    answer: ({ query }) =>
      checked(criteria, Object.fromEntries(query), (wanted) => ({
        status: 200,
        body: arrivals.find(wanted).map(form),
      })),
  };
}
