import { afterEach, describe, expect, test } from '@jest/globals';
import { type Canned, cannedX, environment, sample } from '../client/canned-x.model.ts';
import { TwitterV1Replays } from './twitter-v1-replays.ts';

const path = 'POST /1.1/account_activity/replay/webhooks/7/subscriptions/all.json';
const [fromMs, toMs] = [Date.UTC(2026, 11, 31, 23, 58, 59), Date.UTC(2027, 0, 1, 0, 29, 1)];
const nowMs = Date.UTC(2027, 0, 1, 6);

let close = async () => {};
const requested = async (canned: Canned) => {
  const x = await cannedX(canned);
  ({ close } = x);
  const replays = new TwitterV1Replays(x.client, undefined, () => nowMs);
  const v1 = { ...environment, events: 'v1.1' } as const;
  return { asked: x.asked, job: replays.request(v1, '7', fromMs, toMs) };
};
afterEach(() => close());

describe('replay by an enterprise app', () => {
  test('is asked for in whole minutes of UTC that leave nothing out', async () => {
    const { asked, job } = await requested({
      [path]: [[202, sample('v11.replay.create.response')]],
    });
    expect(await job).toBe('1234567890');
    const query = '?from_date=202612312358&to_date=202701010030';
    expect(asked).toEqual([{ call: path + query, scheme: 'Bearer', body: undefined }]);
  });

  test.each([
    [400, 'error_214', 'rejected'],
    [400, 'error_357', 'rejected'],
    [400, 'error_368', 'rejected'],
    [400, 'error_356_order', 'rejected'],
    [400, 'error_356_range', 'rejected'],
    [404, 'error_34', 'not-found'],
    [409, 'error_355', 'conflict'],
    [429, 'error_88', 'throttled'],
    [500, 'error_0', 'unavailable'],
    [503, 'error_67', 'unavailable'],
  ])('that X refuses with %i, %s, is %s', async (status, name, code) => {
    const { job } = await requested({ [path]: [[status, sample(`v11.replay.${name}`)]] });
    await expect(job).rejects.toMatchObject({ name: 'Failure', code });
  });

  test.each([
    [401, 'error_32', 'after it was tried with another bearer token', 3],
    [401, 'error_61', 'after it was tried with another bearer token', 3],
    [403, 'error_200', 'at once', 1],
  ])('that X refuses with %i, %s, is unauthorized %s', async (status, name, _, calls) => {
    const bearer = [[200, sample('auth.oauth2_token.response')]] as const;
    const { asked, job } = await requested({
      [path]: [[status, sample(`v11.replay.${name}`)]],
      'POST /oauth2/token': bearer,
    });
    await expect(job).rejects.toMatchObject({ code: 'unauthorized' });
    expect(asked).toHaveLength(calls);
  });
});
