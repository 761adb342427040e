import { expect, test } from '@jest/globals';
import { withPostgres } from '../../../../../sandbox/postgres/with-postgres.ts';
import { AesGcmSeal } from '../../../crypto/aes-gcm-seal.ts';
import { openPostgres } from '../../../postgres/open-postgres.ts';
import { systemClock } from '../../../system/system-clock.ts';
import { connectedBy, givenToken, TokenIssuer } from './token-issuer.conformance.ts';
import { TwitterClient } from '../client/twitter-client.ts';
import { UserTokens } from './user-tokens.ts';

const server = withPostgres();

test('a token is renewed once by all processes that share a database, round after round', async () => {
  const x = await TokenIssuer.start();
  x.lifeSeconds = 61;
  const client = new TwitterClient({ baseUrl: x.url, timeoutMs: 5_000 });
  const url = server().url(await server().createDatabase());
  const seal = new AesGcmSeal(Buffer.alloc(32, 1));
  const opened = await Promise.all([1, 2, 3].map(() => openPostgres(url, { seal })));
  let laterMs = 0;
  const clock = { ...systemClock, now: () => systemClock.now() + laterMs };
  const replicas = opened.map(
    ({ accounts, duties }) => new UserTokens({ client, accounts, duties, clock }),
  );
  const caller = { id: '1', credentials: connectedBy(givenToken) };
  try {
    await opened[0]?.accounts.save({ ...caller, state: 'active' });
    await Promise.all(opened.map(({ accounts }) => accounts.current()));
    for (const round of [1, 2, 3, 4]) {
      const proving = replicas.flatMap((tokens) => [1, 2, 3].map(() => tokens.of(caller)));
      const proofs = await Promise.all(proving);
      expect(proofs.map((proof) => proof.kind === 'user-token' && proof.token)).toEqual(
        proofs.map(() => `a${round + 1}`),
      );
      expect(x.refreshes).toHaveLength(round);
      laterMs += 60_000;
    }
  } finally {
    await Promise.all(opened.map(({ close }) => close()));
    await client.close();
    x.close();
  }
});
