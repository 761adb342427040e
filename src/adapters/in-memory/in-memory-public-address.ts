import type { AddressFindings, PublicAddress } from '../../domain/watch/public-address.ts';

/** A public address in memory, for tests: what is found is set. */
export class InMemoryPublicAddress implements PublicAddress {
  found: AddressFindings = { state: 'answers' };

  async examine(): Promise<AddressFindings> {
    return this.found;
  }
}
