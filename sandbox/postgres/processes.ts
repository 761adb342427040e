import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export function childrenOf(parent: number): readonly number[] {
  return readdirSync('/proc')
    .filter((entry) => statOf(entry)?.parent === parent)
    .map(Number);
}

/** A process that has ended and only waits to be noticed is not running. */
export function isRunning(pid: number): boolean {
  const { state } = statOf(String(pid)) ?? {};
  return state !== undefined && state !== 'Z';
}

export function killed(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** State and parent follow the name, which is in brackets; see proc(5). */
function statOf(process: string): { state: string; parent: number } | undefined {
  try {
    const stat = readFileSync(join('/proc', process, 'stat'), 'utf8');
    const [state = '', parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state, parent: Number(parent) };
  } catch {
    return undefined;
  }
}
