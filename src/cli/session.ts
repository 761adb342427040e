import type { Command } from 'commander';
import { Api } from './connection/api.ts';
import type { ConnectionOptions } from './connection/channel.ts';
import { ownTlsIn } from './connection/own-tls.ts';
import { toldFailure } from './connection/told-failure.ts';
import { CommandFailed, type ExitCode, Interrupted } from './exit-codes.ts';
import { Output } from './terminal/output.ts';
import type { Terminal } from './terminal/terminal.ts';

/** What a command works with. */
export interface Session {
  readonly api: Api;
  readonly output: Output;
  readonly terminal: Terminal;
}

/** Options that every command has. */
export type GlobalOptions = ConnectionOptions & { readonly json?: boolean };

/** What a command does; it has succeeded unless it answers a code or throws. */
export type Work<O, A extends readonly unknown[]> = (
  session: Session,
  options: O,
  ...args: A
) => Promise<ExitCode | void>;

/** Makes work the action of a command: `command.action(act(work))`. */
export type Act = <O, A extends readonly unknown[]>(
  work: Work<O, A>,
) => (...given: unknown[]) => Promise<void>;

/** Gives each command a session that lasts as long as the command. */
export function actionsFor(terminal: Terminal, ended: (code: ExitCode) => void): Act {
  return <O, A extends readonly unknown[]>(work: Work<O, A>) =>
    async (...given: unknown[]) => {
      const command = given.at(-1) as Command;
      const options = command.optsWithGlobals<GlobalOptions>();
      const api = new Api(asInPod(options, terminal.environment), terminal.signal);
      const session = { api, output: new Output(terminal, options.json === true), terminal };
      try {
        const code = await work(session, options as O, ...(given.slice(0, -2) as unknown as A));
        if (typeof code === 'number') ended(code);
      } catch (thrown) {
        if (terminal.signal.aborted && !(thrown instanceof CommandFailed)) throw new Interrupted();
        throw toldFailure(thrown, api) ?? thrown;
      } finally {
        api.close();
      }
    };
}

/** What the options leave open is what the service itself would read from the environment. */
function asInPod(options: GlobalOptions, environment: Readonly<NodeJS.ProcessEnv>): GlobalOptions {
  const own = options.ca === undefined ? ownTlsIn(environment) : undefined;
  return { ...withToken(options, environment), own };
}

/** The token of the options, else the one that the service itself would read from the environment. */
function withToken(
  options: GlobalOptions,
  environment: Readonly<NodeJS.ProcessEnv>,
): GlobalOptions {
  if (options.token !== undefined || options.tokenFile !== undefined) return options;
  const [token = '', tokenFile = ''] = [
    environment['ADMIN_TOKEN'],
    environment['ADMIN_TOKEN_FILE'],
  ];
  if (tokenFile !== '') return { ...options, tokenFile };
  return token === '' ? options : { ...options, token };
}
