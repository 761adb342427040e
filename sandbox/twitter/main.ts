import { parseArgs } from 'node:util';
import { startTwitterSandbox } from './twitter-sandbox.ts';

const USAGE = `usage: npm run sandbox:twitter -- [--port 9001] [--route host=http://127.0.0.1:8080]...

A local stand-in for X (Twitter): direct messages, media and account activity of API v1.1 and v2,
and the X Activity API. Told what to do below /sandbox (see README.md beside this file).
  --port   the port to listen on at 127.0.0.1; any free one when left out
  --route  a public webhook host name and the local program behind it; may be repeated
  --help   this text`;

const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    route: { type: 'string', multiple: true, default: [] },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(USAGE);
else await run();

async function run(): Promise<void> {
  const sandbox = await startTwitterSandbox({
    port: portOf(values.port ?? '0'),
    routes: Object.fromEntries(values.route.map(routeOf)),
  });
  console.log(sandbox.url);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void sandbox.close());
  }
}

function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  return exitWithUsage(`not a port: ${text}`);
}

function routeOf(text: string): [host: string, target: string] {
  const [host, target] = text.split(/=(.*)/s);
  if (host && target && URL.canParse(target)) return [host, target];
  return exitWithUsage(`not a route: ${text}`);
}

function exitWithUsage(complaint: string): never {
  console.error(`${complaint}\n\n${USAGE}`);
  process.exit(2);
}
