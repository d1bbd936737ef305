import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeModel } from '../../models/graph/schema.js';

/** The widest loads of the matrix kernels (AVX-512) fault where packed weights do not begin at such a multiple of bytes. */
const ALIGNMENT = 64;

/**
 * Looks at where the runtime put packed weights: it aligns neither them nor the weights before them unless these are large
 * (onnxruntime 1.30), and then crashes the process at the first run.
 * @throws Error where one is misaligned
 */
export async function requireAlignment(folder: string): Promise<void> {
  for (const graph of ['vision.onnx', 'fuse.onnx']) {
    const { initializer } = decodeModel(await readFile(join(folder, graph))).graph;
    for (const { name, externalData = [] } of initializer) {
      for (const { key, value } of externalData) {
        // `prepacked_0`: `kernel+hash|offset;length;checksum`
        const packed = key.startsWith('prepacked_') ? /\|(\d+);/.exec(value)?.[1] : undefined;
        if (key.startsWith('prepacked_') && (packed === undefined || Number(packed) % ALIGNMENT !== 0)) {
          throw new Error(`The packed weights of ${name} in ${graph} are not aligned`);
        }
      }
    }
  }
}
