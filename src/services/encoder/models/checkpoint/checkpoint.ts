import { SetupError } from '../../../../lib/errors.js';
import { malformed, withFile, type RandomAccess } from './bytes.js';
import { Global, Persistent, PickleDict, readPickle, Reduced, Tuple, type PickleValue } from './pickle.js';
import { itemBytes, toFloat32, UNREAD_STORAGES, WEIGHT_STORAGES, type StorageType } from './storage.js';
import { payloadStart, readZipDirectory, type ZipEntry } from './zip.js';

/** Where a tensor's numbers lie in the checkpoint. `start` in bytes from the beginning of the file; `strides` in elements. */
export interface TensorRecord {
  readonly name: string;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly start: number;
  /** `other`: numbers that no weight is stored in; never read. */
  readonly type: StorageType | 'other';
  /** Row-major without gaps: can be used where it lies. */
  readonly contiguous: boolean;
}

/** The index of a PyTorch checkpoint; the weights stay in the file. */
export interface Checkpoint {
  readonly path: string;
  readonly tensors: ReadonlyMap<string, TensorRecord>;
}

/** A published index has 150 KB. */
const LARGEST_PICKLE = 32 * 1024 ** 2;
const LARGEST_RANK = 8;
const ALLOWED_GLOBALS = new Set([
  'collections OrderedDict',
  'torch._utils _rebuild_tensor_v2',
  'torch._utils _rebuild_parameter',
  ...Object.keys(WEIGHT_STORAGES),
  ...Object.keys(UNREAD_STORAGES),
]);

/**
 * Reads where each tensor of a `torch.save`d state dict lies; about 200 KB of the file are read, and nothing in it is run.
 * @throws SetupError CHECKPOINT_* with the remedy
 */
export const openCheckpoint = (path: string): Checkpoint => withFile(path, readCheckpoint);

export function readCheckpoint(file: RandomAccess): Checkpoint {
  refuseOtherFormats(file);
  const entries = readZipDirectory(file);
  const index = [...entries.values()].find((entry) => /^[^/]+\/data\.pkl$/.test(entry.name));
  if (index === undefined) throw malformed(file, 'it is a zip archive without data.pkl');
  const root = index.name.slice(0, -'data.pkl'.length);
  refuseBigEndian(file, entries.get(`${root}byteorder`));
  if (index.size > LARGEST_PICKLE) throw malformed(file, 'its index is too large');
  const pickle = file.read(payloadStart(file, index), index.size);
  const top = readPickle(pickle, { path: file.path, allowedGlobals: ALLOWED_GLOBALS });
  if (!(top instanceof PickleDict)) throw malformed(file, 'it holds no dictionary of tensors');

  const described = [...top.entries].map(([name, value]) => {
    if (typeof name !== 'string') throw malformed(file, 'the name of a tensor is not text');
    const tensor = describe(file, name, value);
    const entry = entries.get(`${root}data/${tensor.storage.key}`);
    if (entry === undefined) throw malformed(file, `the numbers of ${name} are missing`);
    if ((tensor.lastElement + 1) * tensor.storage.itemBytes > entry.size)
      throw malformed(file, `${name} reaches past its storage`);
    return { ...tensor, entry };
  });
  // Storages are shared, so each is looked up once.
  const starts = new Map<ZipEntry, number>();
  for (const { entry } of described) if (!starts.has(entry)) starts.set(entry, payloadStart(file, entry));
  const tensors = new Map<string, TensorRecord>();
  for (const { record, storage, offset, entry } of described) {
    tensors.set(record.name, { ...record, start: (starts.get(entry) ?? NaN) + offset * storage.itemBytes });
  }
  return { path: file.path, tensors };
}

/** The numbers of one tensor, row-major, as float32. */
export const readTensor = (checkpoint: Checkpoint, record: TensorRecord): Float32Array =>
  withFile(checkpoint.path, (file) => {
    if (record.type === 'other') throw malformed(file, `${record.name} holds no floating-point numbers`);
    const size = itemBytes(record.type);
    const count = record.shape.reduce((product, length) => product * length, 1);
    if (record.contiguous) return toFloat32(file.read(record.start, count * size), record.type);
    const span = count === 0 ? 0 : 1 + lastOffset(record.shape, record.strides);
    const source = toFloat32(file.read(record.start, span * size), record.type);
    return Float32Array.from({ length: count }, (_, index) => source[strided(index, record)] ?? NaN);
  });

function strided(index: number, { shape, strides }: TensorRecord): number {
  let offset = 0;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const length = shape[axis] ?? 1;
    offset += (index % length) * (strides[axis] ?? 0);
    index = Math.floor(index / length);
  }
  return offset;
}

interface Storage {
  readonly key: string;
  readonly type: StorageType | 'other';
  readonly itemBytes: number;
}

interface Described {
  readonly record: Omit<TensorRecord, 'start'>;
  readonly storage: Storage;
  /** Of the first and the last element in the storage, in elements. */
  readonly offset: number;
  readonly lastElement: number;
}

/** Understands `_rebuild_tensor_v2(storage, offset, size, stride, …)`, bare or as a parameter. */
function describe(file: RandomAccess, name: string, value: PickleValue): Described {
  if (value instanceof Reduced && value.callee.name === 'torch._utils _rebuild_parameter')
    value = value.args.items[0] ?? null;
  if (!(value instanceof Reduced) || value.callee.name !== 'torch._utils _rebuild_tensor_v2') {
    throw malformed(
      file,
      `${JSON.stringify(name.slice(0, 200))} is not a tensor (a checkpoint of a training run? only its state dict is needed)`,
    );
  }
  const [storageValue, offset, size, stride] = value.args.items;
  const shape = naturals(size);
  const strides = naturals(stride);
  if (!natural(offset) || !shape || !strides || shape.length !== strides.length || shape.length > LARGEST_RANK) {
    throw malformed(file, `the shape of ${name} is damaged`);
  }
  const storage = storageOf(file, name, storageValue);
  const count = shape.reduce((product, length) => product * length, 1);
  const last = count === 0 ? offset - 1 : offset + lastOffset(shape, strides);
  // Views that repeat elements (stride 0) could be larger than any file: no published checkpoint has them.
  if (!Number.isSafeInteger(count) || !Number.isSafeInteger(last) || count > last - offset + 1) {
    throw malformed(file, `the shape of ${name} is damaged`);
  }
  const record = { name, shape, strides, type: storage.type, contiguous: isContiguous(shape, strides) };
  return { record, storage, offset, lastElement: last };
}

function storageOf(file: RandomAccess, name: string, value: PickleValue | undefined): Storage {
  const id = value instanceof Persistent && value.id instanceof Tuple ? value.id.items : [];
  const [kind, type, key] = id;
  if (kind !== 'storage' || !(type instanceof Global) || typeof key !== 'string') {
    throw malformed(file, `the storage of ${name} is damaged`);
  }
  const weights = WEIGHT_STORAGES[type.name];
  if (weights !== undefined) return { key, type: weights, itemBytes: itemBytes(weights) };
  const unread = UNREAD_STORAGES[type.name];
  if (unread !== undefined) return { key, type: 'other', itemBytes: unread };
  throw malformed(file, `the storage of ${name} is damaged`);
}

const natural = (value: PickleValue | undefined): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

function naturals(value: PickleValue | undefined): number[] | undefined {
  return value instanceof Tuple && value.items.every(natural) ? [...value.items] : undefined;
}

const lastOffset = (shape: readonly number[], strides: readonly number[]): number =>
  shape.reduce((sum, length, axis) => sum + (length - 1) * (strides[axis] ?? 0), 0);

function isContiguous(shape: readonly number[], strides: readonly number[]): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const length = shape[axis] ?? 1;
    if (length !== 1 && strides[axis] !== expected) return false;
    expected *= length;
  }
  return true;
}

/** PyTorch before 1.6 wrote bare pickles; downloads that failed are often web pages. */
function refuseOtherFormats(file: RandomAccess): void {
  if (file.size < 22) throw malformed(file, `it has only ${file.size} bytes`);
  const head = file.read(0, Math.min(file.size, 32));
  if (head.readUInt32LE(0) === 0x04034b50) return;
  if (head[0] === 0x80) {
    throw new SetupError(
      'CHECKPOINT_LEGACY',
      `${file.path} is in PyTorch's format from before version 1.6. Load and save it once with a newer PyTorch: torch.save(torch.load(path), path).`,
    );
  }
  if (/^\s*</.test(head.toString('latin1'))) throw malformed(file, 'it is a web page');
  throw malformed(file, 'it is not a zip archive');
}

function refuseBigEndian(file: RandomAccess, entry: ZipEntry | undefined): void {
  if (entry === undefined) return;
  const order = file.read(payloadStart(file, entry), Math.min(entry.size, 16)).toString('latin1');
  if (order !== 'little') {
    throw new SetupError(
      'CHECKPOINT_BYTE_ORDER',
      `${file.path} was saved on a machine with the opposite byte order (${JSON.stringify(order)}). Save it again on a little-endian machine.`,
    );
  }
}
