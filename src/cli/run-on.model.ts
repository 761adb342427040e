import type { CannedService } from './canned-service.model.ts';
import { run } from './run.ts';
import { FakeTerminal } from './terminal/fake-terminal.model.ts';

/** Runs a command line on a service, on a terminal of its own unless one is given. */
export async function runOn(
  service: Pick<CannedService, 'address'>,
  argv: readonly string[],
  terminal = new FakeTerminal(),
) {
  const code = await run(['--address', service.address, ...argv], terminal);
  const { out, err } = terminal;
  return { code, out, err, lines: out.split('\n').slice(0, -1), terminal };
}
