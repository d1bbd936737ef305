import { pickle } from './pickle-writer.js';
import { writeZip } from './zip-writer.js';

export type StorageClass = 'HalfStorage' | 'BFloat16Storage' | 'FloatStorage';

export interface StorageContent {
  readonly type: StorageClass;
  readonly elements: number;
  readonly content: () => Iterable<Buffer>;
}

/** A view into a storage; offset and strides in elements. */
export interface TensorView {
  readonly storage: number;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides?: readonly number[];
}

export interface CheckpointContent {
  /** Folder inside the archive: the stem of the name that it was saved under. */
  readonly root: string;
  /** Device tag of the storages. */
  readonly device: string;
  readonly storages: readonly StorageContent[];
  readonly tensors: ReadonlyMap<string, TensorView>;
}

/** A state dict as `torch.save` writes it. */
export function writeCheckpoint(path: string, checkpoint: CheckpointContent): void {
  const text = (value: string) => () => [Buffer.from(value)];
  writeZip(path, [
    { name: `${checkpoint.root}/data.pkl`, content: () => [stateDict(checkpoint)] },
    { name: `${checkpoint.root}/byteorder`, content: text('little') },
    ...checkpoint.storages.map(({ content }, index) => ({ name: `${checkpoint.root}/data/${index}`, content })),
    { name: `${checkpoint.root}/version`, content: text('3\n') },
  ]);
}

function stateDict({ storages, tensors, device }: CheckpointContent): Buffer {
  const entries = [...tensors].map(([name, view]) => {
    const storage = storages[view.storage];
    if (storage === undefined) throw new Error(`No storage ${view.storage}`);
    return [name, tensor(view, storage, device)] as const;
  });
  const metadata = pickle.orderedDict([['_metadata', pickle.orderedDict([])]]);
  return pickle.dump(pickle.build(pickle.orderedDict(entries), metadata));
}

function tensor(
  { storage, offset, shape, strides = contiguous(shape) }: TensorView,
  content: StorageContent,
  device: string,
): Buffer {
  const integers = (values: readonly number[]) => pickle.tuple(...values.map(pickle.integer));
  const id = pickle.tuple(
    pickle.text('storage'),
    pickle.global('torch', content.type),
    pickle.text(String(storage)),
    pickle.text(device),
    pickle.integer(content.elements),
  );
  return pickle.call(
    pickle.global('torch._utils', '_rebuild_tensor_v2'),
    pickle.tuple(
      pickle.persistent(id),
      pickle.integer(offset),
      integers(shape),
      integers(strides),
      pickle.no,
      pickle.orderedDict([]),
    ),
  );
}

export function contiguous(shape: readonly number[]): number[] {
  return shape.map((_, axis) => shape.slice(axis + 1).reduce((product, length) => product * length, 1));
}

/** Nearest IEEE 754 binary16 (ties to even), as its 16 bits. */
export function toHalf(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (Number.isNaN(value)) return 0x7e00;
  if (size >= 65520) return sign | 0x7c00;
  const exponent = Math.max(-14, Math.floor(Math.log2(size)));
  const steps = roundEven(size / 2 ** (exponent - 10));
  // A carry out of the fraction moves into the exponent by itself.
  const bits = size === 0 ? 0 : steps < 1024 ? steps : ((exponent + 15) << 10) + (steps - 1024);
  return sign | bits;
}

function roundEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}

export function halves(values: ArrayLike<number>): Buffer {
  const encoded = Buffer.alloc(values.length * 2);
  for (let index = 0; index < values.length; index++) encoded.writeUInt16LE(toHalf(values[index] ?? 0), index * 2);
  return encoded;
}
