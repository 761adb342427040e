import { setStage } from '../sandbox/stage/stage.ts';
import { median, residentMb, table } from './figures.ts';

/** From the start of the process to "ready", and the memory it takes when nothing happens. */
export async function start(quick: boolean): Promise<void> {
  const stage = await setStage();
  await stage.register();
  const took: number[] = [];
  for (let round = 0; round < (quick ? 3 : 9); round++) {
    await stage.connector.stop();
    await stage.connector.start();
    took.push(stage.connector.startedInMs);
  }
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const rss = await residentMb(stage.connector.pid ?? 0);
  table('Start', [
    ['', 'median', 'max'],
    ['process start to ready, ms', median(took), Math.max(...took)],
    ['RSS when idle, MB', rss, rss],
  ]);
  await stage.close();
}
