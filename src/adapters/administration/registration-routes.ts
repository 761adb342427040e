import express, { type Request, type Router } from 'express';
import type { RegisterAndSubscribe } from '../../domain/subscription/register-and-subscribe.ts';
import { registrationIn } from './registration-in.ts';

/**
 * `POST /webhook/twitter/register-and-subscribe`: everything a new account needs, in one call.
 * `admit` answers whether anybody vouches for the caller.
 */
export function registrationRoutes(
  register: Pick<RegisterAndSubscribe, 'execute'>,
  admit: (request: Request) => boolean,
): Router {
  const router = express.Router();
  router.post('/webhook/twitter/register-and-subscribe', async (request, response) => {
    const vouched = admit(request);
    const registration = registrationIn(request.body);
    const asked = vouched ? registration : { ...registration, unvouched: true as const };
    response.json(await register.execute(asked));
  });
  return router;
}
