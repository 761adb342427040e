import { dutiesConformance } from '../../domain/delivery/duties.conformance.ts';
import { InMemoryDuties } from './in-memory-duties.ts';

dutiesConformance('the in-memory duties', async () => ({
  duties: new InMemoryDuties(),
  close: async () => {},
}));
