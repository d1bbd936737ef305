import { z } from 'zod';
import { SetupError } from '../../../../lib/errors.js';
import { withFile, type RandomAccess } from './bytes.js';
import type { Checkpoint, TensorRecord } from './checkpoint.js';
import { repeatedKey } from './repeated-key.js';
import { itemBytes, type StorageType } from './storage.js';

/** The format's own limit of a header (safetensors 0.5, `MAX_HEADER_SIZE`). A published one has 60 KB. */
const LARGEST_HEADER = 100_000_000;
const LARGEST_RANK = 8;

const WEIGHTS: Readonly<Record<string, StorageType>> = { F16: 'float16', BF16: 'bfloat16', F32: 'float32' };
/** Numbers that weights are not stored in, with their bytes: a buffer of such numbers may be present, and is not read. */
const UNREAD: Readonly<Record<string, number>> = {
  ...{ F64: 8, I64: 8, U64: 8, I32: 4, U32: 4, I16: 2, U16: 2, I8: 1, U8: 1, BOOL: 1, F8_E4M3: 1, F8_E5M2: 1 },
};

const natural = z.number().int().nonnegative();
const entry = z.object({
  dtype: z.string(),
  shape: z.array(natural).max(LARGEST_RANK),
  data_offsets: z.tuple([natural, natural]),
});
const header = z.record(z.string(), z.unknown());

/**
 * Reads where each tensor of a safetensors file lies: only its header is read, and nothing in it is run.
 * Format: github.com/huggingface/safetensors, "Format".
 * @throws SetupError CHECKPOINT_* with the remedy
 */
export const openSafetensors = (path: string): Checkpoint => withFile(path, readSafetensors);

export function readSafetensors(file: RandomAccess): Checkpoint {
  const { json, dataStart } = readHeader(file);
  const records: (TensorRecord & { readonly end: number })[] = [];
  for (const [name, value] of Object.entries(json)) {
    if (name !== '__metadata__') records.push(describe(file, name, value, dataStart));
  }
  refuseOverlap(file, records, dataStart);
  return { path: file.path, tensors: new Map(records.map(({ end: _, ...record }) => [record.name, record])) };
}

function readHeader(file: RandomAccess): { json: Record<string, unknown>; dataStart: number } {
  if (file.size < 8) throw malformed(file, `it has only ${file.size} bytes`);
  refuseOtherFormats(file);
  const length = file.read(0, 8).readBigUInt64LE();
  if (length > LARGEST_HEADER) throw malformed(file, `its header claims ${length} bytes`);
  if (8 + Number(length) > file.size) throw truncated(file);
  const text = file.read(8, Number(length)).toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed(file, 'its header is not JSON');
  }
  const parsed = header.safeParse(value);
  if (!parsed.success) throw malformed(file, 'its header is no JSON object');
  const repeated = repeatedKey(text);
  if (repeated !== undefined) throw malformed(file, `it names ${JSON.stringify(repeated.slice(0, 200))} twice`);
  return { json: parsed.data, dataStart: 8 + Number(length) };
}

function describe(file: RandomAccess, name: string, value: unknown, dataStart: number) {
  const shown = JSON.stringify(name.slice(0, 200));
  const parsed = entry.safeParse(value);
  if (!parsed.success) throw malformed(file, `the entry of ${shown} is damaged`);
  const {
    dtype,
    shape,
    data_offsets: [begin, end],
  } = parsed.data;
  const weights = WEIGHTS[dtype];
  const size = weights === undefined ? UNREAD[dtype] : itemBytes(weights);
  if (size === undefined)
    throw malformed(file, `${shown} has numbers of the unknown type ${JSON.stringify(dtype.slice(0, 40))}`);
  const bytes = shape.reduce((product, length) => product * length, size);
  if (!Number.isSafeInteger(bytes) || end - begin !== bytes) {
    throw malformed(file, `the bytes of ${shown} are not as many as its shape says`);
  }
  if (dataStart + end > file.size) throw truncated(file);
  return {
    ...{ name, shape, strides: stridesOf(shape), contiguous: true },
    type: weights ?? ('other' as const),
    ...{ start: dataStart + begin, end: dataStart + end },
  };
}

/** Tensors neither share bytes nor leave any out: the format says so, and a file that does either was not made to be read. */
function refuseOverlap(
  file: RandomAccess,
  records: readonly { readonly name: string; readonly start: number; readonly end: number }[],
  dataStart: number,
): void {
  let expected = dataStart;
  for (const { name, start, end } of [...records].sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (start !== expected) {
      const what = start < expected ? 'overlaps another tensor' : 'leaves bytes before it that belong to none';
      throw malformed(file, `${JSON.stringify(name.slice(0, 200))} ${what}`);
    }
    expected = end;
  }
  if (expected !== file.size) throw malformed(file, 'bytes at its end belong to no tensor');
}

function stridesOf(shape: readonly number[]): number[] {
  const strides: number[] = [];
  let stride = 1;
  for (const length of [...shape].reverse()) {
    strides.unshift(stride);
    stride *= length;
  }
  return strides;
}

/** What is often found in the place of such a file. */
function refuseOtherFormats(file: RandomAccess): void {
  const head = file.read(0, Math.min(file.size, 64));
  const text = head.toString('latin1');
  if (text.startsWith('version https://git-lfs')) {
    throw malformed(file, 'it is a Git LFS pointer, not the file itself (run `git lfs pull`)');
  }
  if (/^\s*</.test(text)) throw malformed(file, 'it is a web page');
  if (head.readUInt32LE(0) === 0x04034b50 || head[0] === 0x80) {
    throw new SetupError(
      'CHECKPOINT_MALFORMED',
      `${file.path} is a PyTorch pickle under another name. Models of this family are read from safetensors alone: save it again with safe_serialization=True.`,
    );
  }
}

const malformed = (file: RandomAccess, what: string): SetupError =>
  new SetupError(
    'CHECKPOINT_MALFORMED',
    `${file.path} is not a readable safetensors file: ${what}. Download it again.`,
  );

const truncated = (file: RandomAccess): SetupError =>
  new SetupError(
    'CHECKPOINT_TRUNCATED',
    `${file.path} is shorter than its header says: the file is incomplete. Download it again.`,
  );
