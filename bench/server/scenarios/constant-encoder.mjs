// Stands in for the model: no computing, a vector that depends on nothing but what was asked.
import { createHash } from 'node:crypto';
import { tsImport } from 'tsx/esm/api';

const { ClusteredVectors } = await tsImport('../../stores/clustered.ts', import.meta.url);

export const IDENTITY = {
  model: 'constant',
  checkpoint: '0'.repeat(64),
  dimension: 768,
  precision: 'fp32',
  preprocessing: 'web-1',
};

/** Vectors as clustered as those of `pictures` pictures (bench/stores/clustered.ts). */
export function constantEncoder(pictures) {
  const vectors = new ClusteredVectors(IDENTITY.dimension, pictures);
  const vectorOf = (text) => vectors.at(createHash('sha256').update(text).digest().readUInt32LE());
  return {
    identity: IDENTITY,
    limits: { instructionTokens: 512, instructionTokensWithImage: 316 },
    languages: ['en'],
    encode: async ({ image, instruction = '' }) => ({
      embedding: vectorOf(`${image?.id ?? ''} ${instruction}`),
      tokens: 2,
      timings: { queue: 0, decode: 0, vision: 0, fuse: 0 },
    }),
    close: async () => {},
  };
}
