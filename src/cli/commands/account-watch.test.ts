import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { serverStream, unary } from '../../adapters/grpc/calls.ts';
import {
  AddressState,
  Gap,
  GapCause,
  GapState,
  type HealGapRequest,
  Watch,
  WatchServiceService,
} from '../../adapters/grpc/generated/twitter_connector/v1/watch.ts';
import { GrpcServer } from '../../adapters/grpc/server.ts';
import { Failure } from '../../domain/errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { runOn } from '../run-on.model.ts';

const time = (text: string) => new Date(`2026-01-01T${text}Z`);

let watch: Watch;
let gaps: Gap[];
let failure: Failure | undefined;
let asked: HealGapRequest[];
let server: GrpcServer;
let address: string;

beforeAll(async () => {
  const implementation = {
    getWatch: unary(
      async () => ({ watch }),
      () => {},
    ),
    healGap: serverStream(
      async function* heal(request: HealGapRequest) {
        asked.push(request);
        for (const gap of gaps) yield { gap };
        if (failure !== undefined) throw failure;
      },
      () => {},
    ),
  };
  const services = [{ definition: WatchServiceService, implementation }];
  server = new GrpcServer({ services, report: () => {}, graceMs: 1 });
  address = `127.0.0.1:${(await server.start(0)).port}`;
});
afterAll(() => server.stop());
beforeEach(() => {
  watch = Watch.fromPartial({ account: 'accounts/1' });
  gaps = [];
  failure = undefined;
  asked = [];
});

const gap = (state: GapState, more: Partial<Gap> = {}) =>
  Gap.fromPartial({
    fromTime: time('06:00:00'),
    toTime: time('12:00:00'),
    cause: GapCause.DOWNTIME,
    state,
    read: 50,
    found: 20,
    ...more,
  });
const run = (...args: readonly string[]) => runOn({ address }, ['accounts', ...args]);

describe('what is watched of an account', () => {
  test('is shown in words', async () => {
    watch = Watch.fromPartial({
      account: 'accounts/1',
      coveredTime: time('12:00:00'),
      webhookValid: true,
      subscribed: false,
      address: AddressState.UNREACHABLE,
      gap: gap(GapState.HEALED),
    });
    const { lines } = await run('watch', '1');
    const text = lines.join('\n');
    expect(text).toMatch(/^account +1$/m);
    expect(text).toMatch(/heard everything until +2026-01-01T12:00:00Z/);
    expect(text).toMatch(/webhook valid +yes/);
    expect(text).toMatch(/subscribed +no/);
    expect(text).toMatch(/public address +cannot be reached from the connector/);
    expect(text).toMatch(/newest gap .*the connector was not up: healed; 20 had been missed/);
  });

  test('may be nothing yet', async () => {
    const text = (await run('watch', '1')).lines.join('\n');
    expect(text).toMatch(/webhook valid +not asked yet/);
    expect(text).toMatch(/newest gap +none/);
  });
});

describe('the look for what was missed', () => {
  test('asks for the time that was said, and tells how it ended', async () => {
    gaps = [gap(GapState.HEALING), gap(GapState.HEALED)];
    const said = ['--since', '2026-01-01T06:00Z', '--until', '2026-01-01T12:00Z'];
    const { code, lines } = await run('heal', '1', ...said);
    expect(code).toBe(exitCodes.ok);
    expect(lines).toEqual(['Everything is here: 20 had been missed, of 50 that X listed.']);
    expect(asked).toMatchObject([
      { account: 'accounts/1', fromTime: time('06:00:00'), toTime: time('12:00:00') },
    ]);
  });

  test('says while it goes on how far it has got, and for what it waits', async () => {
    const waitTime = time('13:00:00');
    gaps = [gap(GapState.HEALING, { waitTime }), gap(GapState.HEALED)];
    const { err } = await run('heal', '1', '--since', '6h');
    expect(err).toContain('50 read so far; waiting for X until 2026-01-01T13:00:00Z.');
  });

  test('tells programs each step on a line', async () => {
    gaps = [gap(GapState.HEALING), gap(GapState.HEALED)];
    const { lines } = await run('heal', '1', '--since', '6h', '--json');
    expect(lines.map((line) => JSON.parse(line).gap.state)).toEqual([
      'GAP_STATE_HEALING',
      'GAP_STATE_HEALED',
    ]);
  });

  test('fails when X has not everything any more', async () => {
    gaps = [gap(GapState.PARTLY)];
    const { code, err } = await run('heal', '1', '--since', '6h');
    expect([code, err]).toEqual([exitCodes.refused, expect.stringContaining('30 days')]);
  });

  test('needs to know from when on', async () => {
    expect((await run('heal', '1')).code).toBe(exitCodes.usage);
    expect(asked).toEqual([]);
  });

  test('fails as the service does', async () => {
    failure = new Failure('conflict', 'another gap is being healed');
    const { code, err } = await run('heal', '1', '--since', '6h');
    expect([code, err]).toEqual([exitCodes.refused, 'Another gap is being healed.\n']);
  });
});
