import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The user of the image, and of the pods. */
const user = 1001;
const isRoot = process.getuid?.() === 0;

/** A way to run something with as little as it has in a pod. */
export interface Containment {
  readonly name: string;
  /** Whether the kernel hides the rest of the machine, and not only permissions. */
  readonly isStrict: boolean;
  /** The command that becomes `node ...args` in the working folder of the image. */
  command(args: readonly string[]): readonly string[];
  /** A path in the container, as what runs there must be told it. */
  seen(path: string): string;
}

/** Where what is contained finds its files; `image` is filled by the caller. */
export interface Places {
  readonly image: string;
  readonly data: string;
  readonly tmp: string;
  readonly secrets: string;
}

/** A new folder, in memory where there is room for an image: thousands of files are slow on a disk. */
export function newFolder(): string {
  const shared = '/dev/shm';
  const [mount = ''] = existsSync(shared)
    ? (readFileSync('/proc/self/mounts', 'utf8').match(/^\S+ \/dev\/shm .*$/m) ?? [])
    : [];
  const isFit = mount !== '' && !mount.includes('noexec');
  const { bavail, bsize } = isFit ? statfsSync(shared) : { bavail: 0, bsize: 0 };
  return mkdtempSync(join(bavail * bsize > 1e9 ? shared : tmpdir(), 'image-'));
}

/** Makes the places, with the rights that Kubernetes gives them. */
export function placesIn(folder: string, secrets: Readonly<Record<string, string>>): Places {
  const [image, data, tmp, kept] = ['image', 'data', 'tmp', 'secrets'].map((name) =>
    join(folder, name),
  ) as [string, string, string, string];
  chmodSync(folder, 0o755);
  for (const path of [image, data, tmp, kept]) mkdirSync(path);
  chmodSync(tmp, 0o1777);
  for (const [name, value] of Object.entries(secrets)) {
    writeFileSync(join(kept, name), value, { mode: 0o440 });
    if (isRoot) chownSync(join(kept, name), 0, user);
  }
  chmodSync(kept, 0o555);
  if (isRoot) chownSync(data, user, user);
  return { image, data, tmp, secrets: kept };
}

/** Where things are in the container. */
const mounts = { data: '/data', tmp: '/tmp', secrets: '/run/secrets/twitter-connector' } as const;

/** A root of its own, in memory and read-only, with what the image has and what the pod mounts. */
const inRootOfItsOwn = `
set -e
folder=$1; home=$2; node=$3; shift 3
root=$folder/root
mkdir -p "$root"
mount -t tmpfs -o mode=755 tmpfs "$root"
cd "$root"
mkdir -p usr proc dev tmp data run/secrets/twitter-connector ".$home"
touch node dev/null dev/urandom
for each in bin sbin lib lib64; do
  if [ -L "/$each" ]; then cp -P "/$each" .
  elif [ -d "/$each" ]; then mkdir "$each"; mount -o bind,ro "/$each" "$each"; fi
done
mount -o bind,ro /usr usr
mount --rbind /proc proc
for each in null urandom; do mount --bind "/dev/$each" "dev/$each"; done
mount -o bind,ro "$node" node
mount -o bind,ro "$folder/image$home" ".$home"
mount -o bind,ro "$folder/secrets" run/secrets/twitter-connector
mount --bind "$folder/data" data
mount --bind "$folder/tmp" tmp
mount -o remount,ro "$root"
exec setpriv --no-new-privs chroot --userspec=${user}:${user} --groups= "$root" \\
  /usr/bin/env -C "$home" /node "$@"
`;

/** As in a container: namespaces of the kernel, another root, another user. */
const namespaced = (folder: string, home: string): Containment => ({
  name: 'in a read-only root of its own, as another user',
  isStrict: true,
  command: (args) =>
    ['unshare', '--mount', '--propagation', 'private', 'sh', '-c', inRootOfItsOwn, 'sh'].concat(
      [folder, home, process.execPath],
      args,
    ),
  seen: (path) => path,
});

/** What can be had without the right to mount: the files belong to somebody else, or are read-only. */
const permitted = (folder: string, home: string): Containment => ({
  name: isRoot
    ? 'as another user who may write nowhere (by permissions alone: nothing can be mounted here)'
    : 'where nothing is writable (by permissions alone: nothing can be mounted here)',
  isStrict: false,
  command: (args) =>
    (isRoot ? ['setpriv', `--reuid=${user}`, `--regid=${user}`, '--clear-groups'] : []).concat(
      ['env', '-C', join(folder, 'image', home), join(folder, 'node')],
      args,
    ),
  seen: (path) => {
    const [name, mount] =
      Object.entries(mounts).find(([, each]) => path === each || path.startsWith(`${each}/`)) ?? [];
    return mount === undefined ? path : join(folder, name ?? '', path.slice(mount.length));
  },
});

/** The strictest that this machine lets us have; `home` is the working folder of the image. */
export function containmentIn(folder: string, home: string): Containment {
  mkdirSync(join(folder, 'image', home), { recursive: true });
  const strict = namespaced(folder, home);
  const [program = '', ...args] = strict.command(['--version']);
  if (isRoot && spawnSync(program, args).status === 0) return strict;
  cpSync(process.execPath, join(folder, 'node'));
  return permitted(folder, home);
}

/** Takes the right to write to the image from everybody, or gives it back. */
export function seal(folder: string, mode = 'a-w,a+rX'): void {
  spawnSync('chmod', ['-R', mode, folder]);
}
