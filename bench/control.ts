import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { credentials } from '@grpc/grpc-js';
import { setStage, type Stage } from '../sandbox/stage/stage.ts';
import { call } from '../sandbox/stage/call.ts';
import { DEFAULT_BUSINESS } from '../sandbox/twitter/defaults.ts';
import {
  AccountServiceClient,
  AccountServiceService,
  GetAccountRequest,
  GetAccountResponse,
} from '../src/adapters/grpc/generated/twitter_connector/v1/account.ts';
import {
  MessagingServiceClient,
  MessagingServiceService,
  SendMessageRequest,
  WatchMessagesRequest,
} from '../src/adapters/grpc/generated/twitter_connector/v1/messaging.ts';
import { type Callee, callMany, type Calls } from './calls.ts';
import { median, quantile, table } from './figures.ts';
import { load, wireEvents } from './load.ts';

const concurrency = 64;
const token = 'bench-bench-bench-bench';
const asked = GetAccountRequest.fromPartial({ name: `accounts/${DEFAULT_BUSINESS.id}` });
const getAccount = {
  path: AccountServiceService.getAccount.path,
  request: GetAccountRequest.encode(asked).finish(),
};

/** Calls of the control API beside a bare grpc-js server with the same message, and the journal. */
export async function control(quick: boolean): Promise<void> {
  const stage = await setStage({ compact: true });
  const closed = await setStage({ compact: true, environment: { ADMIN_TOKEN: token } });
  await stage.register();
  await call('POST', `${stage.x.url}/sandbox/faults`, {
    path: '/1.1/direct_messages',
    status: 503,
  });
  await load(stage.connector.url, wireEvents(1, 'connector.example'), 1);
  const floor = await bare(await answerOf(stage));
  await unary([floor.callee, ...callees(stage, closed)], quick);
  floor.stop();
  await closed.close();
  await stream(stage, quick ? 5_000 : 50_000);
  await stage.close();
}

function callees(stage: Stage, closed: Stage): readonly Callee[] {
  const ours = { address: stage.connector.control, pid: stage.connector.pid ?? 0 };
  const withToken = { address: closed.connector.control, pid: closed.connector.pid ?? 0, token };
  const list = AccountServiceService.listAccounts.path;
  const message = SendMessageRequest.fromPartial({
    account: DEFAULT_BUSINESS.id,
    customer: '1580011223',
    content: { $case: 'text', value: 'How many of these fit into a second?' },
  });
  const { path } = MessagingServiceService.sendMessage;
  const request = SendMessageRequest.encode(message).finish();
  const nothing = new Uint8Array();
  return [
    { name: 'ours: GetAccount', ...ours, ...getAccount },
    {
      name: 'ours: ListAccounts of none, with a token',
      ...withToken,
      path: list,
      request: nothing,
    },
    { name: 'ours: SendMessage, on disk', ...ours, path, request },
  ];
}

async function unary(subjects: readonly Callee[], quick: boolean): Promise<void> {
  const rounds = quick ? 2 : 7;
  const calls = quick ? 2_000 : 5_000;
  const runs = new Map<string, Calls[]>();
  for (let round = 0; round <= rounds; round++) {
    for (const subject of subjects) {
      const run = await callMany(subject, calls, concurrency);
      if (round > 0) runs.set(subject.name, [...(runs.get(subject.name) ?? []), run]);
    }
  }
  const [floor = []] = runs.values();
  table(`Control API, ${concurrency} calls at a time, medians of ${rounds} rounds`, [
    ['', 'calls/s', 'p50 ms', 'p99 ms', 'CPU ms each', 'to bare'],
    ...[...runs].map(([name, all]) => {
      const rate = median(all.map(({ perSecond }) => perSecond));
      const at = (share: number) =>
        median(all.map(({ latenciesMs }) => quantile(latenciesMs, share)));
      const cpu = median(all.map(({ cpuMsEach }) => cpuMsEach));
      const ratio = median(all.map(({ perSecond }, i) => perSecond / (floor[i]?.perSecond ?? 0)));
      return [name, rate, at(0.5), at(0.99), cpu, ratio];
    }),
  ]);
}

/** How fast a client that has been away catches up with what happened. */
async function stream(stage: Stage, messages: number): Promise<void> {
  await load(stage.connector.url, wireEvents(messages, 'connector.example'), concurrency);
  const client = new MessagingServiceClient(stage.connector.control, credentials.createInsecure());
  const wanted = messages * 2;
  const took: number[] = [];
  for (let round = 0; round < 3; round++) {
    const startedMs = performance.now();
    const watch = client.watchMessages(WatchMessagesRequest.fromPartial({ fromStart: true }));
    watch.on('error', () => {});
    let seen = 0;
    for await (const _ of watch) if (++seen >= wanted) break;
    took.push(performance.now() - startedMs);
  }
  client.close();
  const perSecond = median(took.map((ms) => (wanted * 1_000) / ms));
  table('Journal as a stream, from its start', [
    ['', 'changes', 'changes/s'],
    ['WatchMessages', wanted, perSecond],
  ]);
}

async function answerOf(stage: Stage): Promise<GetAccountResponse> {
  const client = new AccountServiceClient(stage.connector.control, credentials.createInsecure());
  return new Promise<GetAccountResponse>((resolve, reject) => {
    client.getAccount(asked, (error, answer) => (error === null ? resolve(answer) : reject(error)));
  }).finally(() => client.close());
}

/** A bare grpc-js server that answers as ours does, without having to know anything. */
async function bare(answer: GetAccountResponse) {
  const bytes = Buffer.from(GetAccountResponse.encode(answer).finish());
  const program = fileURLToPath(new URL('./control-floor.ts', import.meta.url));
  const child = fork(program, [bytes.toString('base64')]);
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  const at = { address: `127.0.0.1:${port}`, pid: child.pid ?? 0 };
  const callee: Callee = { name: 'grpc-js, bare: the same message', ...at, ...getAccount };
  return { callee, stop: () => void child.kill() };
}
