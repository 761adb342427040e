import { readFileSync } from 'node:fs';

/**
 * Loaded before a program (`--import`), it shifts the program's time by as many milliseconds as
 * stand in the file `CLOCK_SHIFT_FILE`, and goes on doing so when they change. Timers are as they
 * are.
 */
const file = process.env['CLOCK_SHIFT_FILE'];
const machine = Date;
let shiftMs = shiftIn();

function shiftIn(): number {
  if (file === undefined) return 0;
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return shiftMs ?? 0;
  }
}

setInterval(() => {
  shiftMs = shiftIn();
}, 50).unref();

globalThis.Date = new Proxy(machine, {
  construct: (target, given: [], newTarget) =>
    Reflect.construct(target, given.length === 0 ? [machine.now() + shiftMs] : given, newTarget),
  get: (target, name, receiver) =>
    name === 'now' ? () => machine.now() + shiftMs : Reflect.get(target, name, receiver),
});
