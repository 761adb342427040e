import { beforeAll, describe, expect, test } from '@jest/globals';
import { call } from '../sandbox/stage/call.ts';
import { setStage } from '../sandbox/stage/stage.ts';
import { DEFAULT_BUSINESS } from '../sandbox/twitter/defaults.ts';
import { eventually } from './eventually.ts';
import type { Form } from './forms.ts';
import { asTold, expectedOf, inShort, play } from './scripted-conversation.ts';
import { sentOnX, type Shown } from './world.ts';

const allAtOnce: readonly Form[] = ['v1.1', 'v2', 'xaa'];

describe('one conversation', () => {
  const ways: readonly (readonly Form[])[] = [['v1.1'], ['v2'], ['xaa'], allAtOnce];
  let told: ReadonlyMap<string, readonly Shown[]>;

  beforeAll(async () => {
    const startMs = Date.now();
    const played = ways.map(async (forms) => [forms.join(), await play(forms, startMs)] as const);
    told = new Map(await Promise.all(played));
  }, 60_000);

  const toldBy = (...forms: readonly Form[]) => told.get(forms.join()) ?? [];

  test.each(ways.map((forms) => [forms.join(', '), forms] as const))(
    'is shown as it was held, each message once, when X delivers it by %s',
    (_names, forms) => {
      expect(toldBy(...forms).map(inShort)).toEqual(expectedOf(forms));
    },
  );

  test('gives equal messages, ids and times included, by v1.1 and by v2', () => {
    expect(toldBy('v2').map(asTold)).toEqual(toldBy('v1.1').map(asTold));
  });

  test('gives the same, and the notice of encrypted chat, by X Activity', () => {
    const [notice, ...more] = toldBy('xaa').slice(toldBy('v1.1').length);
    expect([notice?.message.body.markdownText, more]).toEqual([
      expect.stringContaining('encrypted chat'),
      [],
    ]);
    expect(toldBy('xaa').slice(0, -1).map(asTold)).toEqual(toldBy('v1.1').map(asTold));
  });

  test('gives the same by all of them at once', () => {
    expect(toldBy(...allAtOnce).map(asTold)).toEqual(toldBy('xaa').map(asTold));
  });
});

describe('a switch of the form', () => {
  const customers = ['7001', '7002', '7003', '7004', '7005', '7006'];
  const rounds = 40;

  test('while people write loses nothing and doubles nothing', async () => {
    const settings = { batch: 2, batchWaitMs: 10, duplicate: 0.3, reorderMs: 30 };
    const stage = await setStage({ x: { settings } });
    try {
      await stage.register();
      const control = (path: string, body: object) =>
        call('POST', `${stage.x.url}/sandbox${path}`, body);
      for (const id of customers) {
        await control('/users', { id, name: `Customer ${id}`, screenName: `c${id}` });
      }
      const steps: readonly (readonly Form[])[] = [['v1.1'], ['v1.1', 'xaa'], ['xaa'], ['v2']];
      for (let round = 0; round < rounds; round++) {
        const forms = steps[Math.floor(round / (rounds / steps.length))];
        if (round % (rounds / steps.length) === 0) await control('/forms', { forms });
        const to = DEFAULT_BUSINESS.id;
        const written = customers.map((id) =>
          control(`/users/${id}/messages`, { to, text: `${id}-${round}` }),
        );
        await Promise.all([...written, stage.agentWrites(customers[0] ?? '', `agent-${round}`)]);
      }

      const shown = async () =>
        (await call('GET', `${stage.cim.ccmUrl}/sandbox/messages?type=PLAIN`)).body as Shown[];
      const wanted = customers.flatMap((id) =>
        Array.from({ length: rounds }, (_, round) => `${id}-${round}`),
      );
      const pending = async () =>
        (await call('GET', `${stage.x.url}/sandbox/state`)).body.counts.deliveries.pending;
      await eventually(shown, ({ length }) => length >= wanted.length);
      await eventually(pending, (count) => count === 0);
      expect((await shown()).map(({ text }) => text ?? '').toSorted()).toEqual(wanted.toSorted());
      const sent = await sentOnX(stage, rounds);
      expect(sent.map(({ text }) => text)).toEqual(
        Array.from({ length: rounds }, (_, round) => `agent-${round}`),
      );
      const attempts = (await call('GET', `${stage.x.url}/sandbox/deliveries`)).body;
      expect(new Set(attempts.map(({ form }: { form: Form }) => form))).toEqual(new Set(allAtOnce));
    } finally {
      await stage.close();
    }
  }, 60_000);
});
