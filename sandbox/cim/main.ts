import { parseArgs } from 'node:util';
import { startCimSandbox } from './cim-sandbox.ts';

const USAGE = `Usage: npm run sandbox:cim -- [options]

  --ccm-port <port>          port of CCM and of the control surface (default: a free one)
  --file-engine-port <port>  port of the File Engine (default: a free one)
  --compact                  keep messages in their compact form only
  --help                     this text
`;

const { values } = parseArgs({
  options: {
    'ccm-port': { type: 'string', default: '0' },
    'file-engine-port': { type: 'string', default: '0' },
    compact: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  process.stdout.write(USAGE);
} else {
  const sandbox = await startCimSandbox({
    ccmPort: portOf(values['ccm-port']),
    fileEnginePort: portOf(values['file-engine-port']),
    keepBodies: !values.compact,
  });
  process.stdout.write(`CCM ${sandbox.ccmUrl}\nFile Engine ${sandbox.fileEngineUrl}\n`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void sandbox.close());
  }
}

function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  process.stderr.write(`"${text}" is not a port\n\n${USAGE}`);
  process.exit(2);
}
