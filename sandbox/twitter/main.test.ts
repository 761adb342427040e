import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));

function run(...args: string[]): ChildProcess {
  return spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
}

async function output(child: ChildProcess): Promise<string> {
  let text = '';
  for await (const chunk of child.stdout ?? []) text += String(chunk);
  return text;
}

test('it prints its address when it is ready, and ends cleanly when told to', async () => {
  const child = run('--route', 'connector.example=http://127.0.0.1:8080');
  const [chunk] = await once(child.stdout ?? child, 'data');
  const url = String(chunk).trim();
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const state = await (await fetch(`${url}/sandbox/state`)).json();
  expect(state).toMatchObject({ routes: { 'connector.example': 'http://127.0.0.1:8080' } });
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
});

test('--help explains the options', async () => {
  const child = run('--help');
  expect(await output(child)).toMatch(/--port[\s\S]*--route/);
});

test.each([[['--port', 'x']], [['--route', 'connector.example']]])(
  '%j is refused',
  async (args) => {
    const [code] = await once(run(...args), 'exit');
    expect(code).toBe(2);
  },
);
