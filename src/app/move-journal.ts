import { moveCommand } from './move-command.ts';

process.exitCode = await moveCommand(process.argv.slice(2), process.env, (line) => {
  process.stdout.write(`${line}\n`);
});
