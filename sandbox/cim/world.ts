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
export function newWorld(settings: Partial<Settings>): World {
  return {
    arrivals: new Arrivals(),
    channels: new Channels(),
    faults: new Faults(),
    files: new Files(),
    settings: { ...initialSettings, ...settings },
  };
}
