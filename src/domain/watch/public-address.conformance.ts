import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { PublicAddress } from './public-address.ts';

/** A public address under test, and who answers there. */
export interface OpenPublicAddress {
  readonly publicAddress: PublicAddress;
  readonly webhookUrl: string;
  /** Of the app, as whoever answers knows it. */
  readonly consumerSecret: string;
  /** When the certificate ends that is shown, epoch milliseconds. */
  readonly certificateExpiresAtMs: number;
  /** Whoever answers does it wrongly from now on. */
  spoil(): void;
  /** Nobody answers from now on. */
  goAway(): Promise<void>;
  close(): Promise<void>;
}

/** What every implementation of {@link PublicAddress} promises. */
export function publicAddressConformance(
  name: string,
  open: () => Promise<OpenPublicAddress>,
): void {
  describe(`the public address, ${name}`, () => {
    let opened: OpenPublicAddress;
    const examine = () => opened.publicAddress.examine(opened.webhookUrl, opened.consumerSecret);

    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    test('answers a challenge, and shows its certificate', async () => {
      const { certificateExpiresAtMs } = opened;
      expect(await examine()).toEqual({ state: 'answers', certificateExpiresAtMs });
    });

    test('that answers wrongly is told from one that answers', async () => {
      opened.spoil();
      expect(await examine()).toMatchObject({ state: 'wrong' });
    });

    test('that cannot be reached is no wrong one', async () => {
      await opened.goAway();
      expect(await examine()).toEqual({ state: 'unreachable' });
    });
  });
}
