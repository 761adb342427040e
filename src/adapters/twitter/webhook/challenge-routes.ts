import express, { type Router } from 'express';
import type { TwitterWebhook } from './twitter-webhook.ts';

/** `GET /webhook/twitter/{accountId}?crc_token=…`: X's challenge. */
export function challengeRoutes(webhook: Pick<TwitterWebhook, 'challenge'>): Router {
  const router = express.Router();
  router.get('/webhook/twitter/:accountId', (request, response) => {
    response.json(webhook.challenge(request.params.accountId, request.query['crc_token']));
  });
  return router;
}
