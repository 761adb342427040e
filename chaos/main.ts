import { optionsFrom, usage } from './options.ts';
import { run } from './run.ts';

let options: ReturnType<typeof optionsFrom>;
try {
  options = optionsFrom(process.argv.slice(2));
} catch (thrown) {
  console.error(`${thrown instanceof Error ? thrown.message : 'wrong usage'}\n\n${usage}`);
  process.exit(2);
}

if (options === 'help') {
  console.log(usage);
} else {
  const { held, report } = await run(options, (line) => console.log(line));
  console.log(report);
  process.exit(held ? 0 : 1);
}
