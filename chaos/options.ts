import { parseArgs } from 'node:util';

/** What a run does. */
export interface ChaosOptions {
  /** Messages of customers; with every tenth, or fewer of many, the agent answers. */
  readonly events: number;
  readonly conversations: number;
  /** How often a replica is killed; paused, torn and restarted neighbours come on top. */
  readonly kills: number;
  readonly replicas: number;
  readonly store: 'postgres' | 'sqlite';
  /** Makes the same choices again; what the machine does meanwhile may still differ. */
  readonly seed: number;
}

export const usage = `Usage: npm run chaos -- [options]

Runs real replicas of the connector on a real journal between a local X and a local contact centre,
kills, pauses, tears and starves them, and then checks from what the neighbours received alone that
nothing was lost, shown twice or overtaken.

  --events N         messages of customers (default 5000)
  --conversations N  over so many conversations (default: events / 20, at most 1000)
  --kills N          how often a replica is killed with SIGKILL (default 20)
  --replicas N       processes that share the journal (default 3; always 1 with sqlite)
  --store NAME       postgres or sqlite (default postgres)
  --seed N           repeats the choices of an earlier run (default: a new one)
  --help             this text

Exit code 0: everything held. 1: something did not; the report says what. 2: wrong usage.`;

/** The options of a command line; throws what is wrong with them. */
export function optionsFrom(args: readonly string[]): ChaosOptions | 'help' {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      events: text,
      conversations: text,
      kills: text,
      replicas: text,
      store: text,
      seed: text,
      help: { type: 'boolean' },
    },
  });
  if (values.help) return 'help';
  const events = whole('events', values.events, 5_000);
  const conversations = Math.min(1_000, Math.max(1, Math.ceil(events / 20)));
  const store = values.store ?? 'postgres';
  if (store !== 'postgres' && store !== 'sqlite') throw new Error(`--store ${store} is unknown`);
  return {
    events,
    conversations: whole('conversations', values.conversations, conversations),
    kills: whole('kills', values.kills, 20),
    replicas: store === 'sqlite' ? 1 : whole('replicas', values.replicas, 3),
    store,
    seed: whole('seed', values.seed, Date.now() % 1_000_000),
  };
}

function whole(name: string, text: string | undefined, standard: number): number {
  if (text === undefined) return standard;
  if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} must be a whole number`);
  return Number(text);
}
