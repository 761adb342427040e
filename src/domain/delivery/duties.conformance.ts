import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Duties } from './duties.ts';

/** One opening of the duties under test. */
export interface OpenDuties {
  readonly duties: Duties;
  /** Those of another process; absent when there is never one. */
  readonly others?: Duties;
  close(): Promise<void>;
}

/** What every implementation of {@link Duties} promises. */
export function dutiesConformance(name: string, open: () => Promise<OpenDuties>): void {
  describe(name, () => {
    let opened: OpenDuties;
    let done: string[];

    beforeEach(async () => {
      opened = await open();
      done = [];
    });
    afterEach(() => opened.close());

    const note = (word: string) => async () => void done.push(word);

    /** Work that goes on until it is told to end. */
    const lasting = () => {
      let begin = () => {};
      let end = () => {};
      const begun = new Promise<void>((resolve) => {
        begin = resolve;
      });
      const ended = new Promise<void>((resolve) => {
        end = resolve;
      });
      return { begun, end, work: () => (begin(), ended) };
    };

    test('does a duty that nobody is at, once the work is over again', async () => {
      expect(await opened.duties.perform('prune', note('first'))).toBe(true);
      expect(await opened.duties.perform('prune', note('second'))).toBe(true);
      expect(done).toEqual(['first', 'second']);
    });

    test('answers only when the work is over', async () => {
      const { begun, end, work } = lasting();
      const performed = opened.duties.perform('prune', work).then(note('answered'));
      await begun;
      expect(done).toEqual([]);

      end();
      await performed;
      expect(done).toEqual(['answered']);
    });

    test('leaves a duty alone that this process is at', async () => {
      const { begun, end, work } = lasting();
      const performed = opened.duties.perform('prune', work);
      await begun;
      expect(await opened.duties.perform('prune', note('second'))).toBe(false);

      end();
      expect(await performed).toBe(true);
      expect(done).toEqual([]);
      expect(await opened.duties.perform('prune', note('third'))).toBe(true);
    });

    test('leaves a duty alone that another process is at', async () => {
      const { others = opened.duties } = opened;
      const { begun, end, work } = lasting();
      const performed = others.perform('prune', work);
      await begun;
      expect(await opened.duties.perform('prune', note('second'))).toBe(false);

      end();
      expect(await performed).toBe(true);
      expect(done).toEqual([]);
      expect(await opened.duties.perform('prune', note('third'))).toBe(true);
    });

    test('does different duties at the same time', async () => {
      const { begun, end, work } = lasting();
      const performed = opened.duties.perform('prune', work);
      await begun;
      expect(await opened.duties.perform('register 1', note('other'))).toBe(true);

      end();
      expect(await performed).toBe(true);
    });

    test('fails as the work does, and then the duty is free', async () => {
      const failing = () => Promise.reject(new Error('told to fail'));
      await expect(opened.duties.perform('prune', failing)).rejects.toThrow('told to fail');
      expect(await (opened.others ?? opened.duties).perform('prune', note('again'))).toBe(true);
    });

    test('lets one of many do it', async () => {
      const { end, work } = lasting();
      const answers: boolean[] = [];
      const all = Array.from({ length: 8 }, async (_, i) => {
        const { duties, others = duties } = opened;
        answers.push(await (i % 2 === 0 ? duties : others).perform('prune', work));
        if (answers.length === 7) end();
      });
      await Promise.all(all);

      expect(answers).toEqual([...Array.from({ length: 7 }, () => false), true]);
    });
  });
}
