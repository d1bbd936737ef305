import { mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BYTE_SYMBOLS } from '../../src/services/encoder/families/clip/byte-pairs.js';
import { readClipConfig } from '../../src/services/encoder/families/clip/config.js';
import { expectTensors } from '../../src/services/encoder/families/clip/tensor-names.js';
import type { ModelConfig } from '../../src/services/encoder/families/family.js';
import { ExpectedTensors } from '../../src/services/encoder/models/graph/expected-tensors.js';
import { count, gaussianNoise } from './gaussian-noise.js';

const TEXT = { model_type: 'clip_text_model', eos_token_id: 49_407, bos_token_id: 49_406 };
const VISION = { model_type: 'clip_vision_model' };
/** CLIP ViT-B/16 and ViT-L/14, as BGE-VL has them: what is left out has transformers' defaults. */
const SIZES = {
  base: { projection_dim: 512, text_config: TEXT, vision_config: { ...VISION, patch_size: 16 } },
  large: {
    projection_dim: 768,
    text_config: { ...TEXT, hidden_size: 768, intermediate_size: 3072, num_attention_heads: 12 },
    vision_config: {
      ...{ ...VISION, patch_size: 14, hidden_size: 1024, intermediate_size: 4096 },
      ...{ num_attention_heads: 16, num_hidden_layers: 24 },
    },
  },
};
const VOCABULARY = 49_408;
const BYTES_OF_HALF = 2;
/** A prime, so that no row of a matrix repeats another. */
const NOISE = 1_000_003;

/** A folder as transformers saves BGE-VL (base: 398 tensors, 299 MB), with made-up weights and merges. */
export async function writeClipFolder(folder: string, size: keyof typeof SIZES = 'base'): Promise<void> {
  const config = { architectures: ['CLIPModel'], model_type: 'clip', ...SIZES[size] };
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'merges.txt'), `#version: 0.2\n${merges().join('\n')}\n`);
  await writeFile(
    join(folder, 'preprocessor_config.json'),
    JSON.stringify({ size: { shortest_edge: 224 }, crop_size: { height: 224, width: 224 } }),
  );
  await writeWeights(folder, config);
  await writeFile(join(folder, 'config.json'), `${JSON.stringify(config, null, 2)}\n`);
}

/** Pairs of symbols of bytes, as many as the vocabulary has room for. */
function merges(): string[] {
  // GPT-2's table of bytes has these printable characters, among others.
  const range = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, index) => String.fromCharCode(from + index));
  const symbols = [...range(33, 126), ...range(174, 323)];
  const pairs = symbols.flatMap((left) => symbols.map((right) => `${left} ${right}`));
  return pairs.slice(0, VOCABULARY - 2 * BYTE_SYMBOLS - 2);
}

/** Format: github.com/huggingface/safetensors, "Format". */
async function writeWeights(folder: string, config: ModelConfig): Promise<void> {
  const expected = new ExpectedTensors('CLIP');
  expectTensors(expected, readClipConfig(folder, config));
  const tensors = [...expected]
    .filter(([, { used }]) => used)
    .map(([name, { shape }]) => ({ name, shape: shape.map(Number) }));
  let end = 0;
  const header = JSON.stringify({
    __metadata__: { format: 'pt' },
    ...Object.fromEntries(
      tensors.map(({ name, shape }) => {
        const start = end;
        end += count(shape) * BYTES_OF_HALF;
        return [name, { dtype: 'F16', shape, data_offsets: [start, end] }];
      }),
    ),
  });
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(header)));
  const noise = gaussianNoise(NOISE);
  const file = await open(join(folder, 'model.safetensors'), 'w');
  try {
    await file.writeFile(Buffer.concat([length, Buffer.from(header)]));
    for (const { name, shape } of tensors) await file.writeFile(noise(name, shape));
  } finally {
    await file.close();
  }
}
