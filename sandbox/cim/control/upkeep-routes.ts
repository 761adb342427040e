import { checked } from '../checked.ts';
import type { Route } from '../routes.ts';
import type { Settings } from '../settings.ts';
import type { World } from '../world.ts';
import { faultBody, resetBody, settingsBody } from './bodies.ts';

/** Settings, faults and a fresh start. */
export function upkeepRoutes(world: World): Route[] {
  const { arrivals, channels, faults, files, settings } = world;
  const startedWith = { ...settings };
  return [
    {
      method: 'POST',
      path: '/sandbox/settings',
      answer: ({ body }) =>
        checked(settingsBody, body, (wanted) => {
          change(world, wanted as Partial<Settings>);
          return { status: 200, body: settings };
        }),
    },
    {
      method: 'POST',
      path: '/sandbox/faults',
      answer: ({ body }) =>
        checked(faultBody, body, (rule) => ({ status: 201, body: { id: faults.add(rule) } })),
    },
    {
      method: 'GET',
      path: '/sandbox/faults',
      answer: () => ({ status: 200, body: faults.list() }),
    },
    {
      method: 'DELETE',
      path: '/sandbox/faults',
      answer: () => {
        faults.clear();
        return { status: 200, body: {} };
      },
    },
    {
      method: 'POST',
      path: '/sandbox/reset',
      answer: ({ body }) =>
        checked(resetBody, body, ({ keep }) => {
          arrivals.clear();
          files.clear();
          faults.clear();
          faults.seed(settings.seed);
          if (!keep.includes('channels')) channels.clear();
          if (!keep.includes('settings')) change(world, startedWith);
          return { status: 200, body: {} };
        }),
    },
  ];
}

function change({ settings, faults }: World, wanted: Partial<Settings>): void {
  Object.assign(settings, wanted);
  if (wanted.seed !== undefined) faults.seed(wanted.seed);
}
