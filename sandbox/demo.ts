// The main job, live: a local X, a local contact centre, and the connector between them.
// `--once` ends after the transcript; `--help` says more.
import { parseArgs } from 'node:util';
import { converse, demoSettings } from './stage/conversation.ts';
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
const stage = await setStage({ x: demoSettings });
const transcript = new Transcript(stage);
let failed = false;

try {
  transcript.say('X, the contact centre and the connector are up', stage.connector.startedInMs);
  const registered = await stage.register();
  if (registered.status !== 200) throw new Error(JSON.stringify(registered.body));
  for (const { step, outcome } of registered.body.steps) transcript.step(step, outcome);

  await converse(stage, transcript);
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
