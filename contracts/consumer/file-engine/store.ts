import {
  FileEngineStore,
  type FileEngineStoreOptions,
} from '../../../src/adapters/cim/file-engine/file-engine-store.ts';
import { systemClock } from '../../../src/adapters/system/system-clock.ts';

/** Lets something be done with our client of the File Engine. */
export async function withStore<T>(
  url: string,
  act: (store: FileEngineStore) => Promise<T>,
  options: Partial<FileEngineStoreOptions> = {},
): Promise<T> {
  const store = new FileEngineStore({ url, clock: systemClock, ...options });
  try {
    return await act(store);
  } finally {
    await store.close();
  }
}
