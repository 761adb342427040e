import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Control } from './control/control.ts';
import { answerControl } from './control/control-routes.ts';
import { defaultWorld } from './default-world.ts';
import { answerWithFaults } from './faulty-api.ts';
import { createSandboxServer } from './http/server.ts';
import { changedSettings, DEFAULT_SETTINGS, type SettingsChange } from './settings.ts';

/** How to start a sandbox; `reset` comes back to these. */
export interface TwitterSandboxOptions {
  /** The port to listen on; absent: any free one. */
  readonly port?: number;
  /** Public host names of webhooks, and the base URLs of the local programs behind them. */
  readonly routes?: Readonly<Record<string, string>>;
  readonly settings?: SettingsChange;
  /** The clock, in epoch milliseconds. */
  readonly now?: () => number;
}

/** A running sandbox. */
export interface TwitterSandbox {
  /** The base URL of X's API and of the control surface. */
  readonly url: string;
  readonly port: number;
  /** The control surface for programs in the same process. */
  readonly control: Control;
  close(): Promise<void>;
}

/** Starts a sandbox on 127.0.0.1; resolves when it listens, rejects when the port is taken. */
export async function startTwitterSandbox(
  options: TwitterSandboxOptions = {},
): Promise<TwitterSandbox> {
  const settings = changedSettings(DEFAULT_SETTINGS, options.settings ?? {});
  let url = '';
  const newWorld = () =>
    defaultWorld(settings, options.now ?? Date.now, options.routes ?? {}, () => url);
  let world = newWorld();
  const control = new Control(
    () => world,
    async () => {
      const old = world;
      world = newWorld();
      await old.close();
    },
  );
  const server = createSandboxServer(
    (request) =>
      request.path.startsWith('/sandbox/')
        ? answerControl(control, request)
        : answerWithFaults(world, request),
    () => world.now(),
  );
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  url = `http://127.0.0.1:${port}`;
  const close = async () => {
    server.close();
    server.closeAllConnections();
    await world.close();
  };
  return { url, port, control, close };
}
