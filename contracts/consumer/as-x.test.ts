import { afterAll, beforeAll, describe } from '@jest/globals';
import { ACTIVITY, Scene } from '../../sandbox/twitter/testing/scene.ts';
import { webhookPath } from './as-x/examples.ts';
import { deliveriesOf } from './as-x/deliveries.ts';
import { challenges, refusals } from './as-x/refusals.ts';
import { Contract } from './contract.ts';

describe('X, as the sandbox plays it', () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await Scene.start();
    await scene.register(`https://connector.example${webhookPath}`);
    await scene.business.signed('POST', `${ACTIVITY}/prod/subscriptions.json`);
  });
  afterAll(() => scene.close());

  const contract = new Contract({ consumer: 'x', provider: 'twitter-connector' });
  challenges(contract);
  deliveriesOf(contract, () => scene);
  refusals(contract);
  contract.testCommitted();
});
