import express, { type Request, type Router } from 'express';
import type { RegisterAndSubscribe } from '../../domain/subscription/register-and-subscribe.ts';
import { registrationIn } from './registration-in.ts';

/** `POST /webhook/twitter/register-and-subscribe`: everything a new account needs, in one call. */
export function registrationRoutes(
  register: Pick<RegisterAndSubscribe, 'execute'>,
  admit: (request: Request) => void,
): Router {
  const router = express.Router();
  router.post('/webhook/twitter/register-and-subscribe', async (request, response) => {
    admit(request);
    response.json(await register.execute(registrationIn(request.body)));
  });
  return router;
}
