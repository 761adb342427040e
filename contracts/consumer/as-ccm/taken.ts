import { json } from '../bodies.ts';
import type { Example } from '../contract.ts';

/** What CCM hands over is taken: an empty object, for whoever reads every answer as JSON. */
export const taken: Example['response'] = { status: 200, body: json({}) };
