import { enableCompileCache } from 'node:module';

const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 24) {
  process.stderr.write(
    `twitter-connector needs Node.js 24 or newer; this is ${process.version}. "npm start" brings its own.\n`,
  );
  process.exit(1);
}

// Compiled code is kept between starts where that is possible, which halves the time to ready.
enableCompileCache();
await import('./run.ts');
