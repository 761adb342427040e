import { Arrivals } from './ccm/arrivals.ts';
import { Channels } from './ccm/channels.ts';
import { Faults } from './faults.ts';
import { Files } from './file-engine/files.ts';
import { initialSettings, type Settings } from './settings.ts';

/** Everything the sandbox holds; both servers and the control surface work on the same one. */
export interface World {
  readonly arrivals: Arrivals;
  readonly channels: Channels;
  readonly faults: Faults;
  readonly files: Files;
  readonly settings: Settings;
}

/** A fresh world with these settings changed. */
export function newWorld(changes: Partial<Settings>): World {
  const settings = { ...initialSettings, ...changes };
  return {
    arrivals: new Arrivals(),
    channels: new Channels(),
    faults: new Faults(settings.seed),
    files: new Files(),
    settings,
  };
}
