// The neighbours of a connector that runs already: a local X and a local contact centre, beside it on
// 127.0.0.1. They register the account and hold the conversation of the demo, then keep running.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startCimSandbox } from './cim/cim-sandbox.ts';
import { call } from './stage/call.ts';
import { converse, demoSettings } from './stage/conversation.ts';
import { introduce, registration } from './stage/stage.ts';
import { Transcript } from './stage/transcript.ts';
import { DEFAULT_BUSINESS, DEFAULT_CUSTOMERS } from './twitter/defaults.ts';
import { startTwitterSandbox } from './twitter/twitter-sandbox.ts';

const { values } = parseArgs({
  options: {
    connector: { type: 'string', default: 'http://127.0.0.1:8080' },
    'x-port': { type: 'string', default: '9001' },
    'ccm-port': { type: 'string', default: '8081' },
    'file-engine-port': { type: 'string', default: '8082' },
  },
});

const x = await startTwitterSandbox({ ...demoSettings, port: Number(values['x-port']) });
const cim = await startCimSandbox({
  ccmPort: Number(values['ccm-port']),
  fileEnginePort: Number(values['file-engine-port']),
});
const stop = () => void Promise.all([x.close(), cim.close()]).then(() => process.exit());
process.once('SIGTERM', stop);
process.once('SIGINT', stop);

const neighbours = await introduce(x, cim, values.connector);
const transcript = new Transcript(neighbours);
try {
  const file = process.env['ADMIN_TOKEN_FILE'];
  const authorization = file === undefined ? '' : `Bearer ${readFileSync(file, 'utf8').trim()}`;
  const url = `${values.connector}/webhook/twitter/register-and-subscribe`;
  const registered = await call('POST', url, registration, { authorization });
  if (registered.status !== 200) throw new Error(JSON.stringify(registered.body));
  await converse(neighbours, transcript);
} catch (thrown) {
  process.stderr.write(
    `The trial failed: ${thrown instanceof Error ? thrown.message : 'unknown'}\n`,
  );
  process.exit(1);
}

const [ada] = DEFAULT_CUSTOMERS;
process.stdout.write(`
Everything keeps running. In this container:
  Ada writes to the bank:     POST ${x.url}/sandbox/users/${ada.id}/messages
                              {"to":"${DEFAULT_BUSINESS.id}","text":"Are you still there?"}
  an agent answers:           POST ${cim.ccmUrl}/sandbox/agent
                              {"serviceIdentifier":"${DEFAULT_BUSINESS.id}","customer":"${ada.id}","text":"Yes."}
  what the contact centre saw: GET ${cim.ccmUrl}/sandbox/messages
`);
