import express, { type Router } from 'express';
import type { TwitterWebhook } from './twitter-webhook.ts';

/** `GET /webhook/twitter/{accountId}?crc_token=…`: X's challenge. */
export function challengeRoutes(webhook: Pick<TwitterWebhook, 'challenge'>): Router {
  const router = express.Router();
  router.get('/webhook/twitter/:accountId', (request, response) => {
    const { originalUrl, params, query } = request;
    const asked = {
      query: originalUrl.slice(originalUrl.indexOf('?') + 1),
      signature: request.get('x-twitter-webhooks-signature'),
    };
    response.json(webhook.challenge(params.accountId, query['crc_token'], asked));
  });
  return router;
}
