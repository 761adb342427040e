import type { CountWaiting, TargetState } from '../../domain/delivery/count-waiting.ts';
import type { DeadLetter as Letter, DeadLetters } from '../../domain/delivery/dead-letters.ts';
import type { DiscardDeadLetters } from '../../domain/delivery/discard-dead-letters.ts';
import type { RedriveDeadLetters } from '../../domain/delivery/redrive-dead-letters.ts';
import type { Treated } from '../../domain/delivery/selected-dead-letters.ts';
import { conversationIn } from '../../domain/messaging/lanes-of.ts';
import { type Report, unary } from './calls.ts';
import { filterIn, letterName, listedBy, type Select, selectionIn } from './dead-letters-in.ts';
import type {
  DeadLetter,
  DeliveryServiceServer,
  ListDeadLettersRequest,
  ListDeadLettersResponse,
  TargetStatistics,
} from './generated/twitter_connector/v1/delivery.ts';
import { from, pageAfter, pageTokenOf } from './page-tokens.ts';
import { checked, pageSizeFaults, pageSizeOf } from './request-fields.ts';

export interface DeliveryUseCases {
  readonly deadLetters: Pick<DeadLetters, 'list'>;
  readonly redriveDeadLetters: RedriveDeadLetters;
  readonly discardDeadLetters: DiscardDeadLetters;
  readonly countWaiting: CountWaiting;
}

/** What was given up, and what waits. */
export function deliveryService(
  { deadLetters, redriveDeadLetters, discardDeadLetters, countWaiting }: DeliveryUseCases,
  report: Report,
): DeliveryServiceServer {
  return {
    listDeadLetters: unary((request) => list(deadLetters, request), report),

    redriveDeadLetters: unary(async (request) => {
      const { names, next } = await treated('redriven', redriveDeadLetters, request);
      return { redriven: names, nextPageToken: next };
    }, report),

    discardDeadLetters: unary(async (request) => {
      const { names, next } = await treated('discarded', discardDeadLetters, request);
      return { discarded: names, nextPageToken: next };
    }, report),

    getStatistics: unary(async () => {
      const { targets, deadLetters: count } = await countWaiting.execute();
      return { targets: targets.map(targetOf), deadLetters: BigInt(count) };
    }, report),
  };
}

async function list(
  deadLetters: Pick<DeadLetters, 'list'>,
  { filter: asked, pageSize, pageToken }: ListDeadLettersRequest,
): Promise<ListDeadLettersResponse> {
  checked(pageSizeFaults(pageSize));
  const filter = filterIn(asked);
  const listed = listedBy('dead letters', filter);
  const after = pageAfter(listed, pageToken);
  const reading = deadLetters.list(filter, pageSizeOf(pageSize), after);
  const { entries, next } = await from('page_token', reading);
  return { deadLetters: entries.map(letterOf), nextPageToken: pageTokenOf(listed, next) };
}

async function treated(
  what: string,
  treat: { execute(selection: ReturnType<typeof selectionIn>): Promise<Treated> },
  request: Select,
): Promise<{ names: string[]; next: string }> {
  const selection = selectionIn(what, request);
  const { ids, next } = await from('page_token', treat.execute(selection));
  const listed = 'filter' in selection ? listedBy(what, selection.filter) : [];
  return { names: ids.map(letterName), next: pageTokenOf(listed, next) };
}

function letterOf({ id, lane, acceptedAtMs, buriedAtMs, failure, detail }: Letter): DeadLetter {
  const { accountId: account, customerId: customer } = conversationIn(lane);
  return {
    name: letterName(id),
    account,
    customer,
    failure,
    failureDetail: detail,
    acceptTime: new Date(acceptedAtMs),
    buryTime: new Date(buriedAtMs),
  };
}

function targetOf(state: TargetState): TargetStatistics {
  const { target, waiting, fresh, retrying, leased, oldestAcceptedAtMs, troubleSinceMs } = state;
  const { trouble = '' } = state;
  return {
    target,
    waitingMessages: BigInt(waiting),
    freshLanes: BigInt(fresh),
    retryingLanes: BigInt(retrying),
    leasedLanes: BigInt(leased),
    oldestAcceptTime: timeOf(oldestAcceptedAtMs),
    troubleTime: timeOf(troubleSinceMs),
    trouble,
  };
}

const timeOf = (ms: number | undefined): Date | undefined =>
  ms === undefined ? undefined : new Date(ms);
