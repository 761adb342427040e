import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { accountWatchCommands } from './commands/account-watch.ts';
import { accountCommands } from './commands/accounts.ts';
import { deadLetterCommands } from './commands/dead-letters.ts';
import { doctorCommand } from './commands/doctor.ts';
import { fileCommands } from './commands/files.ts';
import { messageCommands } from './commands/messages.ts';
import { registerCommand } from './commands/register.ts';
import { statusCommand } from './commands/status.ts';
import { subscriptionCommands } from './commands/subscriptions.ts';
import { webhookCommands } from './commands/webhooks.ts';
import { type ExitCode, exitCodesHelp } from './exit-codes.ts';
import { examples } from './examples.ts';
import { actionsFor } from './session.ts';
import type { Terminal } from './terminal/terminal.ts';
import { durationIn } from './terminal/times.ts';

const groups = [
  doctorCommand,
  statusCommand,
  registerCommand,
  accountCommands,
  accountWatchCommands,
  webhookCommands,
  subscriptionCommands,
  messageCommands,
  deadLetterCommands,
  fileCommands,
];

/** The whole command line. `ended` gets the exit code of a command that has its own. */
export function programFor(terminal: Terminal, ended: (code: ExitCode) => void): Command {
  const program = new Command('twitter-connector')
    .description('Operates a running twitter-connector through its gRPC API.')
    .version(version(), '-V, --version', 'Print the version.')
    .helpOption('-h, --help', 'Print this help.')
    .helpCommand(false)
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => void terminal.stdout.write(text),
      writeErr: (text) => void terminal.stderr.write(text),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .showHelpAfterError('Use --help to see what there is.')
    .exitOverride()
    .addHelpText('after', `\n${exitCodesHelp()}`)
    .addHelpText(
      'after',
      examples('doctor', 'register --url https://HOST/... --environment prod', 'messages tail'),
    );
  for (const option of globalOptions(terminal.environment)) program.addOption(option);
  const act = actionsFor(terminal, ended);
  for (const group of groups) group(program, act, terminal);
  for (const group of program.commands) group.helpCommand(false);
  return program;
}

function globalOptions(environment: Readonly<NodeJS.ProcessEnv>): readonly Option[] {
  const address = environment['TWITTER_CONNECTOR_ADDRESS'] ?? '';
  return [
    new Option('--address <host:port>', 'gRPC address of the service.').default(
      address === '' ? '127.0.0.1:9090' : address,
      'TWITTER_CONNECTOR_ADDRESS, or 127.0.0.1:9090',
    ),
    new Option('--token <token>', 'Token of the service; better ADMIN_TOKEN or a file.').conflicts(
      'tokenFile',
    ),
    new Option('--token-file <file>', 'File with the token (default: ADMIN_TOKEN_FILE).'),
    new Option('--tls', 'Use TLS, with the certificate authorities of Node.js.'),
    new Option(
      '--ca <file>',
      'Use TLS, with this certificate authority (PEM; default: GRPC_TLS_CERT, if set).',
    ),
    new Option('--cert <file>', 'Certificate of this client (PEM), for mutual TLS.'),
    new Option('--key <file>', 'Key of that certificate (PEM).'),
    new Option('--json', 'Print JSON, one value a line.'),
    new Option('--timeout <duration>', 'Longest time for an answer.')
      .default(30_000, '30s')
      .argParser(durationIn),
  ];
}

function version(): string {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version;
}
