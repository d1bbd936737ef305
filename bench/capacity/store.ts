import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/config/index.js';
import { openIndex } from '../../tests/vector-store/open-index.js';
import { ClusteredVectors } from '../stores/clustered.js';
import { bytesOf } from './server.js';

export interface StoreFigures {
  readonly dimension: number;
  readonly vectors: number;
  /** Bytes of one vector on the disk, index included, after it was tidied. */
  readonly bytes: number;
}

/** LanceDB with so many vectors, which is long enough that what a table has once hardly counts. */
export async function measureStore(dimension: number, vectors: number): Promise<StoreFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'leopard-capacity-'));
  const identity = { model: 'bench', checkpoint: 'bench', dimension, precision: 'fp32', preprocessing: 'web-1' };
  const index = await openIndex(readConfig({ DATA_FOLDER: folder }).storage, { identity });
  try {
    const source = new ClusteredVectors(dimension, vectors);
    for (let start = 0; start < vectors; start += 1000)
      await index.upsert(
        Array.from({ length: Math.min(1000, vectors - start) }, (_, offset) => ({
          id: (start + offset).toString(16).padStart(64, '0'),
          embedding: source.at(start + offset),
          metadata: { number: start + offset, title: `picture ${start + offset}` },
        })),
      );
    await index.optimise();
    return { dimension, vectors, bytes: bytesOf(join(folder, 'vectors')) / vectors };
  } finally {
    await index.close();
    await rm(folder, { recursive: true, force: true });
  }
}
