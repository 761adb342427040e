import { afterAll, beforeAll, describe } from '@jest/globals';
import { ACTIVITY, Scene } from '../../sandbox/twitter/testing/scene.ts';
import { webhookPath } from './as-x/examples.ts';
import { deliveriesOf } from './as-x/deliveries.ts';
import { oddities } from './as-x/oddities.ts';
import { challenges, refusals } from './as-x/refusals.ts';
import { revokes } from './as-x/revokes.ts';
import { Contract } from './contract.ts';

describe('X, as the sandbox plays it', () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await subscribed();
  });
  afterAll(() => scene.close());

  const contract = new Contract({ consumer: 'x', provider: 'twitter-connector' });
  challenges(contract);
  deliveriesOf(contract, () => scene);
  oddities(contract);
  revokes(contract, subscribed);
  refusals(contract);
  contract.testCommitted();
});

/** X with the webhook of the account, which is subscribed. */
async function subscribed(): Promise<Scene> {
  const scene = await Scene.start();
  await scene.register(`https://connector.example${webhookPath}`);
  await scene.business.signed('POST', `${ACTIVITY}/prod/subscriptions.json`);
  return scene;
}
