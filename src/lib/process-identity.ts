import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { isMissing, systemCode } from './atomic-file.js';

/** Tells one process from every other one, also after its number was given to another. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** Linux: random number of this start of the machine; elsewhere null. */
  readonly boot: string | null;
  /** Linux: clock ticks between the machine's start and the process's, field 22 of /proc/PID/stat (proc(5)); elsewhere null. */
  readonly startTicks: number | null;
}

export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, host: hostname(), boot: bootId(), startTicks: startTicks(process.pid) };
}

/**
 * Whether the process is known to be gone. One on another host or in another container cannot be seen from here and
 * counts as alive.
 */
export function isGone(other: ProcessIdentity): boolean {
  if (other.host !== hostname()) return false;
  const boot = bootId();
  if (boot !== null && other.boot !== null && boot !== other.boot) return true;
  try {
    process.kill(other.pid, 0);
  } catch (error) {
    if (systemCode(error) === 'ESRCH') return true;
  }
  const started = startTicks(other.pid);
  return other.startTicks !== null && started !== null && started !== other.startTicks;
}

function bootId(): string | null {
  return readLinux('/proc/sys/kernel/random/boot_id')?.trim() ?? null;
}

function startTicks(pid: number): number | null {
  const stat = readLinux(`/proc/${pid}/stat`);
  // The second field is the command in parentheses and may hold anything; count from its end.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields?.[19] === undefined ? null : Number(fields[19]);
}

function readLinux(path: string): string | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isMissing(error) || systemCode(error) === 'ESRCH' || systemCode(error) === 'EACCES') return undefined;
    throw error;
  }
}
