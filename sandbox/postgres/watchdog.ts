import { type ChildProcess, spawn } from 'node:child_process';

/** Waits until its input ends, which it does when we die; then ends the server and its folder. */
const script = `
  cat > /dev/null
  pid=$(head -n 1 "$1/data/postmaster.pid" 2> /dev/null)
  if grep -q postgres "/proc/$pid/comm" 2> /dev/null; then
    kill -QUIT "$pid"
    for _ in $(seq 100); do [ -f "$1/data/postmaster.pid" ] && sleep 0.05; done
  fi
  rm -rf "$1"
`;

/**
 * Sees to it that a server and its folder go when this process does, however it ends. It does not
 * keep this process alive. Answers how to have it do so now.
 */
export function watchdogOver(folder: string): () => Promise<void> {
  const child: ChildProcess = spawn('/bin/sh', ['-c', script, 'watchdog', folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.unref();
  (child.stdin as unknown as { unref?: () => void } | null)?.unref?.();
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return () => {
    child.ref();
    child.stdin?.end();
    return gone;
  };
}
