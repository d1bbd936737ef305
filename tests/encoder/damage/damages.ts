import {
  closeSync,
  copyFileSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeSync,
  readSync,
} from 'node:fs';
import { join, relative } from 'node:path';

type Random = () => number;
const PAGE = 4096;

/** Files of a prepared model that a damage can fall on, by path. */
export function preparedFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(
      (entry) =>
        entry.isFile() &&
        !/goldens\.json|README|pictures|config\.json|vocab|tokenizer/.test(join(entry.parentPath, entry.name)),
    )
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}

/** Damages one file of a prepared model as a disk or a hand would, its time of change kept. Answers what it did. */
export function damage(folder: string, random: Random): string {
  const files = preparedFiles(folder);
  const file = pick(files, random);
  const { size, atime, mtime } = statSync(file);
  const kind = pick(Object.keys(KINDS) as (keyof typeof KINDS)[], random);
  const detail = KINDS[kind]({ file, size, random, files });
  if (statSync(file, { throwIfNoEntry: false })) utimesSync(file, atime, mtime);
  return `${kind} ${relative(folder, file)}${detail}`;
}

interface Damaged {
  readonly file: string;
  readonly size: number;
  readonly random: Random;
  readonly files: readonly string[];
}

const KINDS = {
  bit: ({ file, size, random }: Damaged) => {
    const at = whole(random, size);
    write(file, at, (bytes) => (bytes[0] = (bytes[0] ?? 0) ^ (1 << whole(random, 8))), 1);
    return ` at ${at}`;
  },
  page: ({ file, size, random }: Damaged) => {
    const at = PAGE * whole(random, Math.ceil(size / PAGE));
    const zeros = random() < 0.5;
    write(
      file,
      at,
      (bytes) => bytes.forEach((_, index) => (bytes[index] = zeros ? 0 : whole(random, 256))),
      Math.min(PAGE, size - at),
    );
    return ` at ${at}`;
  },
  truncation: ({ file, size, random }: Damaged) => {
    const length = whole(random, size);
    truncateSync(file, length);
    return ` to ${length} bytes`;
  },
  swap: ({ file, random, files }: Damaged) => {
    const other = pick(
      files.filter((one) => one !== file),
      random,
    );
    renameSync(file, `${file}.aside`);
    copyFileSync(other, file);
    renameSync(`${file}.aside`, other);
    return ` with ${other.split('/').slice(-2).join('/')}`;
  },
  loss: ({ file }: Damaged) => {
    rmSync(file);
    return '';
  },
};

function write(file: string, at: number, change: (bytes: Buffer) => void, length: number): void {
  const descriptor = openSync(file, 'r+');
  try {
    const bytes = Buffer.alloc(length);
    readSync(descriptor, bytes, 0, length, at);
    change(bytes);
    writeSync(descriptor, bytes, 0, length, at);
  } finally {
    closeSync(descriptor);
  }
}

const whole = (random: Random, below: number): number => Math.floor(random() * below);
function pick<T>(values: readonly T[], random: Random): T {
  const value = values[whole(random, values.length)];
  if (value === undefined) throw new Error('nothing to choose from');
  return value;
}
