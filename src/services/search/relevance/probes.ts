import { imageId } from '../../image-files/image-id.js';
import type { Encoder } from '../../encoder/types.js';
import { noisePictures } from './noise.js';
import { PROBE_QUESTIONS } from './probe-questions.js';

/** What the model makes of questions that have nothing to do with any collection. */
export interface Probes {
  readonly questions: readonly Float32Array[];
  readonly noise: readonly Float32Array[];
}

/** One after the other: whoever searches meanwhile goes first, and the queue stays theirs. */
export async function encodeProbes(encoder: Encoder): Promise<Probes> {
  const questions: Float32Array[] = [];
  const noise: Float32Array[] = [];
  const priority = 'bulk' as const;
  for (const instruction of PROBE_QUESTIONS) {
    questions.push((await encoder.encode({ instruction, priority })).embedding);
  }
  for (const picture of await noisePictures()) {
    const image = { id: await imageId(picture), load: async () => picture };
    noise.push((await encoder.encode({ image, priority })).embedding);
  }
  return { questions, noise };
}
