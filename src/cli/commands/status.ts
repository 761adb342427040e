import type { Command } from 'commander';
import {
  DeliveryServiceService,
  GetStatisticsRequest,
  GetStatisticsResponse,
  type TargetStatistics,
} from '../../adapters/grpc/generated/twitter_connector/v1/delivery.ts';
import { examples } from '../examples.ts';
import type { Act } from '../session.ts';
import type { Column } from '../terminal/table.ts';
import { tableOf } from '../terminal/table.ts';
import { told } from '../terminal/times.ts';

/** `status`: what waits for whom. */
export function statusCommand(program: Command, act: Act): void {
  program
    .command('status')
    .description('Show what waits for each target, and which are in trouble.')
    .addHelpText('after', examples('status', 'status --json'))
    .action(
      act(async ({ api, output, terminal }) => {
        const request = GetStatisticsRequest.fromPartial({});
        const answer = await api.ask(DeliveryServiceService.getStatistics, request);
        if (output.json) return output.value(GetStatisticsResponse.toJSON(answer));
        const { targets, deadLetters } = answer;
        const table = tableOf(columns(terminal.now()), targets, output.paint);
        for (const line of targets.length > 0 ? table : ['Nothing waits.']) await output.line(line);
        await output.line(`Dead letters: ${deadLetters}`);
      }),
    );
}

const columns = (nowMs: number): readonly Column<TargetStatistics>[] => [
  { head: 'TARGET', cell: ({ target }) => target },
  { head: 'WAITING', cell: ({ waitingMessages }) => String(waitingMessages) },
  { head: 'FRESH', cell: ({ freshLanes }) => String(freshLanes) },
  { head: 'RETRYING', cell: ({ retryingLanes }) => String(retryingLanes) },
  { head: 'LEASED', cell: ({ leasedLanes }) => String(leasedLanes) },
  { head: 'OLDEST', cell: ({ oldestAcceptTime }) => told(oldestAcceptTime, nowMs) },
  {
    head: 'IN TROUBLE SINCE',
    cell: ({ troubleTime }) => told(troubleTime, nowMs),
    tone: ({ troubleTime }) => (troubleTime === undefined ? 'plain' : 'bad'),
  },
  { head: 'TROUBLE', cell: ({ trouble }) => trouble, tone: () => 'bad' },
];
