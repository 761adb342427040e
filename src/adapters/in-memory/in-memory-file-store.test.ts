import { Failure, type FailureCode } from '../../domain/errors.ts';
import {
  type FileStoreTrouble,
  fileStoreConformance,
} from '../../domain/media/file-store.conformance.ts';
import { InMemoryFileStore } from './in-memory-file-store.ts';

const codes: Readonly<Record<FileStoreTrouble, FailureCode>> = {
  away: 'media-unavailable',
  infected: 'rejected',
  full: 'too-large',
};

fileStoreConformance('memory', async (publicUrl) => {
  const store = new InMemoryFileStore(publicUrl);
  return {
    store,
    trouble: async (kind) => {
      if (kind === 'none') return store.recover();
      store.fail(new Failure(codes[kind], 'as told'));
    },
    close: async () => {},
  };
});
