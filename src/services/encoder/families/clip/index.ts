import type { Family } from '../family.js';

/**
 * CLIP (arXiv:2103.00020) as Hugging Face's `CLIPModel` saves it, and BGE-VL (MegaPairs, arXiv:2412.14475), which is CLIP trained for
 * composed search: two towers of one vector each, composed by their sum.
 */
export const clip: Family = {
  name: 'clip',
  graphs: ['vision', 'text'],
  processor: 'clip',
  pictureIsVector: true,
  recognises: (config) => config['model_type'] === 'clip',
  describe: async (folder, config) => (await import('./describe.js')).describe(folder, config),
  computation: async (dimensions, sessions) => (await import('./computation.js')).computation(dimensions, sessions),
  probe: () => ({ tokenIds: [2, 3, 5, 7], positions: [0, 1, 2, 3] }),
};
