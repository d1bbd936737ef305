import { TEXT, VISION, expectedTensors } from '../../src/services/encoder/families/visualized-bge/tensor-names.js';
import type { Architecture } from '../../src/services/encoder/families/visualized-bge/architecture.js';
import { count, gaussianNoise } from './gaussian-noise.js';
import {
  halves,
  writeCheckpoint,
  type StorageContent,
  type TensorView,
} from '../../tests/support/checkpoint-writer.js';

/** Dimensions of Visualized_base_en_v1.5: EVA02-CLIP-B-16 and BERT base. */
export const BASE: Architecture = {
  vision: {
    width: 768,
    heads: 12,
    headWidth: 64,
    blocks: 12,
    patchSize: 16,
    imageSize: 224,
    grid: 14,
    mlpHidden: 2048,
  },
  text: {
    width: 768,
    heads: 12,
    headWidth: 64,
    layers: 12,
    intermediate: 3072,
    positions: 512,
    tokenTypes: 2,
    vocabulary: 30522,
  },
};

/** The width of the unused head of EVA02-CLIP-B-16. */
const HEAD_OUTPUTS = 512;
/** Primes, so that no row of a matrix repeats another. */
const NOISE = 1_000_003;
const LITTLE_NOISE = 10_007;

/**
 * A checkpoint of made-up weights with the keys, shapes and layout of the published file (488 tensors, 393 MB): text tensors have
 * storages of their own, vision tensors are views into two flat ones (matrices, vectors), the rope tables are shared.
 * Weights N(0, 1/inputs), so that numbers stay of order one through all layers.
 */
export function writeFullSizeCheckpoint(path: string, architecture: Architecture = BASE): void {
  const noise = gaussianNoise(architecture.text.width < 128 ? LITTLE_NOISE : NOISE);
  const storages: StorageContent[] = [];
  const tensors = new Map<string, TensorView>();
  const flat = { matrices: [] as (() => Buffer)[], vectors: [] as (() => Buffer)[] };
  const flatElements = { matrices: 0, vectors: 0 };
  const flatViews: { name: string; group: keyof typeof flat; offset: number; shape: number[] }[] = [];
  const own = (name: string, shape: number[], content: () => Buffer) => {
    tensors.set(name, { storage: storages.length, offset: 0, shape });
    storages.push({ type: 'HalfStorage', elements: count(shape), content: () => [content()] });
  };
  for (const [name, expected] of expectedTensors(architecture)) {
    if (name === `${TEXT}position_ids`) continue;
    const shape = expected.shape.map((length) => (length === 'any' ? HEAD_OUTPUTS : length));
    const rope = /rope\.freqs_(cos|sin)$/.exec(name);
    if (rope) {
      const shared = tensors.get(`${VISION}rope.freqs_${rope[1]}`);
      if (shared) tensors.set(name, shared);
      else own(name, shape, () => ropeTable(architecture, rope[1] === 'cos' ? Math.cos : Math.sin));
    } else if (name.startsWith(VISION) || name.startsWith('visual_proj')) {
      const group = shape.length > 1 ? 'matrices' : 'vectors';
      flatViews.push({ name, group, offset: flatElements[group], shape });
      flatElements[group] += count(shape);
      flat[group].push(() => noise(name, shape));
    } else {
      own(name, shape, () => noise(name, shape));
    }
  }
  for (const group of ['matrices', 'vectors'] as const) {
    for (const view of flatViews.filter((candidate) => candidate.group === group)) {
      tensors.set(view.name, { storage: storages.length, offset: view.offset, shape: view.shape });
    }
    const parts = flat[group];
    storages.push({
      type: 'HalfStorage',
      elements: flatElements[group],
      content: function* () {
        for (const part of parts) yield part();
      },
    });
  }
  writeCheckpoint(path, { root: 'Visualized_base_en_v1.5', device: 'cuda:0', storages, tensors });
}

/** visualized BGE's tables: 16 positions over the grid, each angle twice, rows of the grid first. */
function ropeTable({ vision }: Architecture, wave: (angle: number) => number): Buffer {
  const frequencies = vision.headWidth / 4;
  const values: number[] = [];
  for (let patch = 0; patch < vision.grid ** 2; patch++) {
    for (const place of [Math.floor(patch / vision.grid), patch % vision.grid]) {
      for (let index = 0; index < frequencies; index++) {
        const angle = ((place / vision.grid) * 16) / 10000 ** (index / frequencies);
        values.push(wave(angle), wave(angle));
      }
    }
  }
  return halves(values);
}
