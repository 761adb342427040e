import { CcmClient } from '../../../src/adapters/cim/ccm/ccm-client.ts';
import { systemClock } from '../../../src/adapters/system/system-clock.ts';

/** Lets something be done with our client of CCM. */
export async function withCcm<T>(url: string, act: (client: CcmClient) => Promise<T>): Promise<T> {
  const client = new CcmClient({ url, clock: systemClock });
  try {
    return await act(client);
  } finally {
    await client.close();
  }
}
