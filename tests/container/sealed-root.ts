import { type ChildProcess, spawn } from 'node:child_process';
import { chown, copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Dockerfile } from './dockerfile.js';

/**
 * What a container engine does with an image, done with the system's own tools: a root that is only read, made of the system's libraries
 * (Debian's, as in the base image) and the installed tree, one folder that can be written, a user without rights, processes of its own.
 * $0 root, $1 tree for /usr/local, $2 folder for /data, $3 user; then the environment and the command.
 */
const ENTER = `
set -e
root=$0 tree=$1 data=$2 user=$3
shift 3
mount -t tmpfs -o mode=755 tmpfs "$root"
for name in usr etc; do
  mkdir "$root/$name"
  mount --bind "/$name" "$root/$name"
  mount -o remount,bind,ro,nosuid "$root/$name"
done
for name in bin sbin lib lib64; do [ -L "/$name" ] && cp -a "/$name" "$root/$name" || true; done
mount --bind "$tree" "$root/usr/local"
mount -o remount,bind,ro,nosuid "$root/usr/local"
mkdir "$root/data" "$root/proc" "$root/dev" "$root/tmp"
mount --bind "$data" "$root/data"
mount -t proc proc "$root/proc"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for device in null zero random urandom; do touch "$root/dev/$device"; mount --bind "/dev/$device" "$root/dev/$device"; done
mount -o remount,ro "$root/dev"
mount -o remount,ro "$root"
exec chroot --userspec="$user" "$root" /usr/bin/env -i PATH=/usr/local/bin:/usr/bin:/bin "$@"
`;

/** The tree of an image, and a volume for it. */
export class SealedRoot {
  private constructor(
    private readonly folder: string,
    private readonly image: Dockerfile,
  ) {}

  static async make(image: Dockerfile): Promise<SealedRoot> {
    const sealed = new SealedRoot(await mkdtemp(join(tmpdir(), 'leopard-container-')), image);
    for (const name of ['root', 'tree', 'data']) await mkdir(join(sealed.folder, name));
    const [user = NaN, group = NaN] = image.user.split(':').map(Number);
    await chown(join(sealed.folder, 'data'), user, group);
    return sealed;
  }

  /** What becomes /usr/local. */
  get tree(): string {
    return join(this.folder, 'tree');
  }

  /** The Node of the base image: the one that runs this. */
  async addNode(): Promise<void> {
    await mkdir(join(this.tree, 'bin'), { recursive: true });
    await copyFile(process.execPath, join(this.tree, 'bin', 'node'));
  }

  run(command: readonly string[], settings: Readonly<Record<string, string>> = {}): ChildProcess {
    const environment = Object.entries({ ...this.image.environment, ...settings }).map((pair) => pair.join('='));
    const { folder, tree } = this;
    const places = [join(folder, 'root'), tree, join(folder, 'data'), this.image.user];
    const program = ['--mount', '--pid', '--fork', '--kill-child', 'sh', '-c', ENTER, ...places];
    return spawn('unshare', [...program, ...environment, ...command], { stdio: ['ignore', 'pipe', 'pipe'] });
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}
