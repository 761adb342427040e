import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Failure, type FailureCode, failureRules, InvalidInput } from '../../domain/errors.ts';
import { StepFailed } from '../../domain/steps.ts';
import { CannedService } from '../canned-service.model.ts';
import { exitCodes } from '../exit-codes.ts';
import { runOn } from '../run-on.model.ts';
import { FakeTerminal } from '../terminal/fake-terminal.model.ts';

const service = new CannedService();
beforeAll(() => service.start());
afterAll(() => service.stop());
beforeEach(() => service.world.failing.clear());

const failingWith = async (thrown: Error) => {
  service.world.failing.set('GetStatistics', thrown);
  return runOn(service, ['status']);
};

const codes: Readonly<Record<FailureCode, number>> = {
  rejected: exitCodes.refused,
  unsupported: exitCodes.refused,
  'recipient-closed': exitCodes.refused,
  'too-large': exitCodes.refused,
  'media-refused': exitCodes.refused,
  'media-unavailable': exitCodes.unavailable,
  'media-gone': exitCodes.notFound,
  'not-found': exitCodes.notFound,
  conflict: exitCodes.refused,
  unauthorized: exitCodes.refused,
  throttled: exitCodes.unavailable,
  unavailable: exitCodes.unavailable,
  uncertain: exitCodes.unavailable,
  expired: exitCodes.refused,
  internal: exitCodes.failed,
};

describe('a failure of the service', () => {
  test.each(Object.keys(failureRules) as FailureCode[])('%s has its exit code', async (code) => {
    const { code: ended, out, err } = await failingWith(new Failure(code, 'X answered 403'));
    expect({ ended, out }).toEqual({ ended: codes[code], out: '' });
    expect(err).toMatch(code === 'internal' ? /^Internal error\./ : /^X answered 403\./);
  });

  test('that names every fault of the request is told with all of them', async () => {
    const faults = ['url must begin with https://', 'environment is missing'];
    const { code, err } = await failingWith(new InvalidInput(faults));
    expect(code).toBe(exitCodes.usage);
    expect(err).toBe(['The request is not valid.', ...faults, ''].join('\n'));
  });

  test('that comes with advice is told with it, and with when to try again', async () => {
    const failure = new Failure('throttled', 'X answered 429', Date.now() + 90_500);
    const { err } = await failingWith(new StepFailed('list-webhooks', failure, 'Repeat it later.'));
    expect(err).toMatch(
      /^The step list-webhooks failed: X answered 429\.\nRepeat it later\.\nTry again in 1m\.\n$/,
    );
  });

  test('cannot steer the terminal', async () => {
    const { err } = await failingWith(new Failure('rejected', 'evil \u001b]0;title\u0007 words'));
    expect(err).not.toMatch(/[^\P{Cc}\n]/u);
  });
});

describe('a service', () => {
  test('that cannot be reached is told with its address and what to check', async () => {
    const { code, err } = await runOn({ address: '127.0.0.1:1' }, ['status']);
    expect(code).toBe(exitCodes.unavailable);
    expect(err).toMatch(/^The service at 127\.0\.0\.1:1 cannot be reached: connect ECONNREFUSED/);
    expect(err).toContain('--address');
  });

  test('that does not answer in time is told so', async () => {
    service.world.hanging.add('GetStatistics');
    const { code, err } = await runOn(service, ['status', '--timeout', '50ms']);
    service.world.hanging.clear();
    expect(code).toBe(exitCodes.unavailable);
    expect(err).toContain('did not answer within');
    expect(err).toContain('--timeout');
  });

  test('that wants a token is told who has it, and takes it from anywhere', async () => {
    const guarded = new CannedService();
    await guarded.start('the-token-of-the-service');
    const without = await runOn(guarded, ['status']);
    const wrong = await runOn(guarded, ['status', '--token', 'another']);
    const given = await runOn(guarded, ['status', '--token', 'the-token-of-the-service']);
    const environment = { ADMIN_TOKEN: 'the-token-of-the-service' };
    const found = await runOn(guarded, ['status'], new FakeTerminal(false, environment));
    environment.ADMIN_TOKEN = 'another';
    const argv = ['status', '--token', 'the-token-of-the-service'];
    const preferred = await runOn(guarded, argv, new FakeTerminal(false, environment));
    await guarded.stop();
    expect([without.code, wrong.code]).toEqual([
      exitCodes.unauthenticated,
      exitCodes.unauthenticated,
    ]);
    expect(without.err).toContain('ADMIN_TOKEN');
    expect([given.code, found.code, preferred.code]).toEqual([0, 0, 0]);
  });

  test('that is asked by somebody who has stopped ends with 130, in silence', async () => {
    const terminal = new FakeTerminal();
    terminal.stopping.abort();
    const { code, err, out } = await runOn(service, ['status'], terminal);
    expect({ code, err, out }).toEqual({ code: exitCodes.interrupted, err: '', out: '' });
  });
});
