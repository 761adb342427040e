import { call } from '../sandbox/stage/call.ts';
import { setStage } from '../sandbox/stage/stage.ts';
import { quantile, table } from './figures.ts';
import { steady } from './latency.ts';
import { load, wireEvents } from './load.ts';

/** A healthy conversation beside many whose messages the contact centre does not take. */
export async function blocked(quick: boolean): Promise<void> {
  const conversations = quick ? 1_000 : 10_000;
  const seconds = quick ? 3 : 15;
  const rows: (string | number)[][] = [];
  const healthy = '42';
  const stage = await setStage();
  await stage.register();
  const measure = async (name: string) => {
    const { took } = await steady(stage, 10, seconds, healthy);
    rows.push([name, took.length, quantile(took, 0.5), quantile(took, 0.99), Math.max(...took)]);
  };
  await measure('alone');
  await call('POST', `${stage.cim.ccmUrl}/sandbox/faults`, {
    path: '/message/receive',
    customerPattern: '^6\\d+$',
    status: 500,
  });
  await load(
    stage.connector.url,
    wireEvents(conversations, 'connector.example', conversations),
    64,
  );
  await measure(`beside ${conversations} that fail`);
  table('A healthy conversation, 10 messages/s, webhook → contact centre', [
    ['', 'messages', 'p50 ms', 'p99 ms', 'max ms'],
    ...rows,
  ]);
  await stage.close();
}
