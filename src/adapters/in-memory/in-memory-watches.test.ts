import { type OpenWatches, watchesConformance } from '../../domain/watch/watches.conformance.ts';
import type { Watch } from '../../domain/watch/watch.ts';
import { InMemoryWatches } from './in-memory-watches.ts';

async function open(kept = new Map<string, Watch>()): Promise<OpenWatches> {
  return {
    watches: new InMemoryWatches(kept),
    others: new InMemoryWatches(kept),
    reopen: () => open(kept),
    close: async () => {},
  };
}

watchesConformance('memory', () => open());
