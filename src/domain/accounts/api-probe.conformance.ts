import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { FailureCode } from '../errors.ts';
import type { Account, Apis } from './account.ts';
import type { ApiProbe } from './api-probe.ts';

/** The probe under test, and the X behind it. */
export interface OpenApiProbe {
  readonly apiProbe: ApiProbe;
  /** An account that signs with OAuth 1.0a, whose app may use everything. */
  readonly signing: Account;
  /** An account that is connected by OAuth 2.0 alone, of the same app. */
  readonly connected: Account;
  /** One that X does not know. */
  readonly unknown: Account;
  /** An environment of the app. */
  readonly environmentName: string;
  /** The app may use no v1.1 any more. */
  closeFirst(): Promise<void>;
  /** X refuses the next call. */
  refuseNext(code: FailureCode): Promise<void>;
  /** The next call gets no answer. */
  tearNext(): Promise<void>;
  close(): Promise<void>;
}

const first: Apis = { messages: 'v1.1', events: 'v1.1' };

/** What every implementation of {@link ApiProbe} promises. */
export function apiProbeConformance(name: string, open: () => Promise<OpenApiProbe>): void {
  describe(`a probe of the APIs of ${name}`, () => {
    let opened: OpenApiProbe;

    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    test('finds v1.1 where the account may use it', async () => {
      const { apiProbe, environmentName, signing } = opened;
      expect(await apiProbe.probe(signing)).toEqual(first);
      expect(await apiProbe.probe(signing, environmentName)).toEqual(first);
    });

    test('finds what comes after v1.1 where that is closed to the app', async () => {
      await opened.closeFirst();
      const { apiProbe, environmentName, signing } = opened;
      const { messages, events } = await apiProbe.probe(signing, environmentName);
      expect([messages, events === 'v1.1']).toEqual(['v2', false]);
    });

    test('finds no v1.1 for an account that cannot sign', async () => {
      const { apiProbe, connected } = opened;
      const { messages, events } = await apiProbe.probe(connected);
      expect([messages, events === 'v1.1']).toEqual(['v2', false]);
    });

    test('fails with unauthorized for credentials that X does not know', async () => {
      const probing = opened.apiProbe.probe(opened.unknown);
      await expect(probing).rejects.toMatchObject({ name: 'Failure', code: 'unauthorized' });
    });

    test.each(['throttled', 'unavailable'] as const)(
      'answers nothing while X is %s',
      async (code) => {
        await opened.refuseNext(code);
        await expect(opened.apiProbe.probe(opened.signing)).rejects.toMatchObject({ code });
        expect(await opened.apiProbe.probe(opened.signing)).toEqual(first);
      },
    );

    test('answers nothing when X does not answer', async () => {
      await opened.tearNext();
      const probing = opened.apiProbe.probe(opened.signing);
      await expect(probing).rejects.toMatchObject({ code: 'unavailable' });
      expect(await opened.apiProbe.probe(opened.signing)).toEqual(first);
    });
  });
}
