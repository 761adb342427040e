import { enableCompileCache } from 'node:module';

// Compiled code is kept between starts where that is possible, which makes every command quicker.
enableCompileCache();
// Operators can do nothing about what packages do, e.g. TLS to an address without a name.
process.noDeprecation = true;
const { exitCodes } = await import('./exit-codes.ts');
const { run } = await import('./run.ts');
const { processTerminal } = await import('./terminal/terminal.ts');

const terminal = processTerminal();
const code = await run(process.argv.slice(2), terminal);
process.exitCode = code === exitCodes.interrupted && terminal.unread() ? exitCodes.ok : code;
