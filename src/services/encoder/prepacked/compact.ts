import { createReadStream, createWriteStream } from 'node:fs';
import { open, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { decodeModel, encodeModel } from '../models/graph/schema.js';
import { isPacked, read, readPacked, write } from './external-data.js';
import { keysOfStandIns } from './stand-in-keys.js';

/** Files are mapped in pages. The matrix kernels (AVX-512) fault where packed weights are not at a multiple of 64 bytes. */
const PAGE = 4096;
/** Bytes from the beginning of one stand-in to that of the next. */
const STEP = 64;
/** Bytes that are copied at once. */
const CHUNK = 4 * 1024 ** 2;

/**
 * Leaves out of a graph's file what nothing computes with. The runtime (onnxruntime 1.30) writes each weight twice: as it was before
 * packing, and packed. At a start it packs the first again, only to find the second by the hash of that. So the first may be
 * anything that no other weight has, in whatever order packing puts it: here windows of one stretch that counts up and is zero from
 * there on. Each begins later than the one before, and lacks a number. The file is half as long, and a start reads half as much.
 *
 * Whether the runtime finds the right weights this way is seen each time that the cache is opened, by its golden vector.
 * @throws Error where the runtime wrote something else
 */
export async function compact(folder: string, graph: string): Promise<void> {
  const description = join(folder, `${graph}.onnx`);
  const weights = join(folder, `${graph}.bin`);
  const aside = join(folder, `${graph}.compact`);
  const model = decodeModel(await readFile(description));
  const external = model.graph.initializer.filter(({ externalData = [] }) => externalData.length > 0);

  const packed = external.filter(isPacked);
  const largest = Math.max(0, ...packed.map((tensor) => Number(read(tensor, 'length'))));
  const standIns = STEP * packed.length + largest;
  await writeStandIns(aside, packed.length, standIns);
  packed.forEach((tensor, index) => write(tensor, 'offset', `${STEP * index}`));
  const keys = await keysOfStandIns(packed, aside);

  let end = pages(standIns);
  const copy = async (offset: string, length: string): Promise<number> => {
    const start = end;
    await copyRange(weights, Number(offset), aside, start, Number(length));
    end += pages(Number(length));
    return start;
  };
  for (const tensor of external) {
    if (isPacked(tensor)) {
      const { offset, length, checksum } = readPacked(tensor);
      write(tensor, 'prepacked_0', `${keys.get(tensor.name)}|${await copy(offset, length)};${length};${checksum}`);
    } else {
      write(tensor, 'offset', `${await copy(read(tensor, 'offset'), read(tensor, 'length'))}`);
    }
  }
  await writeFile(description, encodeModel(model));
  await rename(aside, weights);
}

const pages = (bytes: number): number => Math.ceil(bytes / PAGE) * PAGE;

/** 1, 2, 3, … as far as windows begin, then zeros. */
async function writeStandIns(path: string, windows: number, length: number): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.truncate(length);
    await file.write(Float32Array.from({ length: (windows * STEP) / 4 }, (_, index) => index + 1));
  } finally {
    await file.close();
  }
}

async function copyRange(from: string, offset: number, to: string, start: number, length: number): Promise<void> {
  const source = createReadStream(from, { start: offset, end: offset + length - 1, highWaterMark: CHUNK });
  const target = createWriteStream(to, { flags: 'r+', start, highWaterMark: CHUNK });
  await pipeline(source, target);
  if (target.bytesWritten < length) throw new Error(`The runtime wrote less to ${from} than it says`);
}
