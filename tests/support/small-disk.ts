import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const canMount = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;

/**
 * Whether a process can be given a file system of its own: that needs Linux and the right to mount in a namespace, which some
 * containers withhold. Where not, what is left out is said.
 */
export function canHaveSmallDisk(what: string): boolean {
  if (!canMount) process.stderr.write(`\n*** NOT TESTED, no right to mount here: ${what} ***\n\n`);
  return canMount;
}

/** Runs what follows with a file system of that size (`6m`) at the folder, which must be there. */
export const onSmallDisk = (folder: string, size: string): string[] => [
  ...['unshare', '-rm', 'sh', '-c'],
  `mount -t tmpfs -o size=${size} tmpfs ${folder} && exec "$@"`,
  'sh',
];

export interface SmallDisk {
  /** Runs a process that sees the file system. */
  readonly under: readonly string[];
  /** A file of it, for this process. */
  file(name: string): string;
  release(): Promise<void>;
}

/** A file system of that size at the folder, for several processes one after the other. */
export async function openSmallDisk(folder: string, size: string): Promise<SmallDisk> {
  const [program = '', ...before] = onSmallDisk(folder, size);
  const holder = spawn(program, [...before, 'sh', '-c', 'echo mounted; exec sleep 3600'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(holder, 'close');
  await once(holder.stdout, 'data');
  return {
    under: ['nsenter', '--preserve-credentials', '-U', '-m', `--wdns=${process.cwd()}`, '-t', String(holder.pid)],
    file: (name) => join(`/proc/${holder.pid}/root`, folder, name),
    release: async () => {
      holder.kill('SIGKILL');
      await gone;
    },
  };
}
