import { spawnSync } from 'node:child_process';

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
