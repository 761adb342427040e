import { dutiesConformance } from '../../domain/delivery/duties.conformance.ts';
import { SqliteDuties } from './sqlite-duties.ts';

dutiesConformance('the duties beside a SQLite journal', async () => ({
  duties: new SqliteDuties(),
  close: async () => {},
}));
