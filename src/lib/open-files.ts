import { readFileSync } from 'node:fs';
import { SetupError } from './errors.js';

/** A start alone reads several hundred program files side by side. */
const LEAST = 512;

/** Why a process that may open too few files cannot begin; undefined where it can. */
export function fewOpenFiles(): SetupError | undefined {
  const limit = openFileLimit();
  if (limit === undefined || limit >= LEAST) return undefined;
  return tooManyOpenFiles(`This process may open ${limit} files at a time, it needs ${LEAST}`);
}

/** @param what begins the sentence */
export const tooManyOpenFiles = (what: string, cause?: unknown): SetupError =>
  new SetupError(
    'TOO_MANY_OPEN_FILES',
    `${what}. Raise the limit (\`ulimit -n 4096\`; LimitNOFILE in a systemd unit), then start again.`,
    { cause },
  );

/** Whether an error says that no more files can be opened: by this process, or by the whole machine. */
export const isTooManyFiles = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'EMFILE' || error.code === 'ENFILE');

/** Linux; undefined elsewhere, and where there is none. Node raises the soft limit to the hard one by itself. */
function openFileLimit(): number | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const [, soft] = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    return soft === undefined ? undefined : Number(soft);
  } catch {
    return undefined;
  }
}
