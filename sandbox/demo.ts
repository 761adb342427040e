// The main job, live: a local X, a local contact centre, and the connector between them.
// `--once` ends after the transcript; `--help` says more.
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { call } from './stage/call.ts';
import { fileOf } from './stage/files.ts';
import { setStage } from './stage/stage.ts';
import { Transcript } from './stage/transcript.ts';
import { DEFAULT_BUSINESS, DEFAULT_CUSTOMERS } from './twitter/defaults.ts';

const usage = `npm run demo [-- --once]

Starts a local X, a local contact centre (CCM, File Engine) and the connector between them,
registers the webhook, holds a short conversation both ways with an outage of X in it, and prints
it as a transcript. Then it keeps running, for you to try; --once ends it there.
`;

const { values } = parseArgs({
  options: { once: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
});
if (values.help) {
  process.stdout.write(usage);
  process.exit(0);
}

const [ada] = DEFAULT_CUSTOMERS;
const stage = await setStage({
  x: { settings: { media: { processingMs: 200, checkAfterSecs: 0.1 } } },
});
await call('POST', `${stage.cim.ccmUrl}/sandbox/settings`, { uploadBytesMax: 26_214_400 });
const transcript = new Transcript(stage);
let failed = false;

try {
  transcript.say('X, the contact centre and the connector are up', stage.connector.startedInMs);
  const registered = await stage.register();
  if (registered.status !== 200) throw new Error(JSON.stringify(registered.body));
  for (const { step, outcome } of registered.body.steps) transcript.step(step, outcome);

  await transcript.customerWrites(
    ada.id,
    'Hello! 👋 My card is blocked & I am abroad, see https://northwind.example/help',
  );
  await transcript.agentWrites(
    ada.id,
    'Hello Ada, thank you for writing. I am looking into it. 🔎',
  );
  await transcript.customerWrites(ada.id, 'That is fast, thanks 😀');

  await transcript.customerSends(ada.id, 'photo', 400_000);
  await transcript.customerSends(ada.id, 'video', 6_000_000);
  await transcript.agentSends(ada.id, fileOf('png', 300_000), 'image/png', 'how-to.png');
  await transcript.agentSends(ada.id, fileOf('mp4', 8_000_000), 'video/mp4', 'how-to.mp4');
  await transcript.agentOffers(ada.id, 'Which card is it?', ['Debit', 'Credit', 'Both']);
  await transcript.customerTaps(ada.id, 'Credit');
  await transcript.signsOfLife(ada.id);

  await call('POST', `${stage.x.url}/sandbox/faults`, {
    path: '/1.1/direct_messages/events/new.json',
    status: 503,
    code: 130,
    message: 'Over capacity',
  });
  transcript.say('X goes down: it answers 503 to every message');
  const waiting = transcript.agentWrites(ada.id, 'Your card is unblocked. Is there anything else?');
  await pause(1_500);
  await call('DELETE', `${stage.x.url}/sandbox/faults`);
  transcript.say('X is back');
  await waiting;

  await call('POST', `${stage.x.url}/sandbox/faults`, {
    path: '/1.1/direct_messages/events/new.json',
    times: 1,
    when: 'after',
    tear: true,
  });
  transcript.say('X takes the next message, and the connection breaks before its answer');
  await transcript.agentWrites(ada.id, 'Have a good trip! ✈️');
  await transcript.customerWrites(ada.id, 'Perfect, bye!');
  await transcript.end();
} catch (thrown) {
  failed = true;
  process.stderr.write(
    `\nThe demo failed: ${thrown instanceof Error ? thrown.message : 'unknown'}\n`,
  );
  process.stderr.write(stage.connector.output);
}

if (values.once || failed) {
  await stage.close();
  process.exit(failed ? 1 : 0);
}

const { ccmUrl } = stage.cim;
process.stdout.write(`
Everything keeps running; Ctrl-C ends it.
  connector        ${stage.connector.url}/health/ready
  X                ${stage.x.url}
  contact centre   ${ccmUrl}

Try:
  # Ada writes to the bank
  curl -s ${stage.x.url}/sandbox/users/${ada.id}/messages -H 'content-type: application/json' \\
    -d '{"to":"${DEFAULT_BUSINESS.id}","text":"Are you still there?"}'

  # what the contact centre has seen
  curl -s '${ccmUrl}/sandbox/ids?customer=${ada.id}'

  # an agent answers
  curl -s ${ccmUrl}/sandbox/agent -H 'content-type: application/json' \\
    -d '{"serviceIdentifier":"${DEFAULT_BUSINESS.id}","customer":"${ada.id}","text":"Yes, we are."}'
`);
process.once('SIGINT', () => void stage.close().then(() => process.exit(0)));
