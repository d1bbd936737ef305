import type { Family } from '../family.js';

/** Visualized BGE (VISTA, arXiv:2406.04292): an EVA-02 tower whose image tokens enter a BERT or XLM-R encoder beside the text. */
export const visualizedBge: Family = {
  name: 'visualized-bge',
  graphs: ['vision', 'fuse'],
  processor: 'torchvision',
  pictureIsVector: false,
  // `model_type` is Hugging Face's word: a config.json of ours has none.
  recognises: (config) => !('model_type' in config),
  describe: async (folder, config) => (await import('./describe.js')).describe(folder, config),
  computation: async (dimensions, sessions) => (await import('./computation.js')).computation(dimensions, sessions),
  probe: ({ patches }) => ({
    tokenIds: [2, 3, 5, 7],
    positions: [0, 1, 2, 3].map((place) => (place === 0 ? 0 : patches + place)),
  }),
};
