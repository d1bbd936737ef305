import type { CatalogueEntry } from '../../models/catalogue-entry.js';
import { VERIFY_PICTURES, type Expectation } from '../../models/published-similarities.js';

/** Tutorials/1_Embedding/1.2.6_BGE_VL.ipynb in FlagEmbedding; `reference` preprocessing. Its scores are low by nature. */
const BASE_EXPECTATIONS: readonly Expectation[] = [
  {
    title: 'composed image search',
    query: {
      image: VERIFY_PICTURES.query,
      text: 'Make the background dark, as if the camera has taken the photo at night',
    },
    candidates: [
      { image: VERIFY_PICTURES.candidate1, published: 0.2647 },
      { image: VERIFY_PICTURES.candidate2, published: 0.1242 },
    ],
  },
];

/** The files as transformers reads them. Sizes are those of the hub's listing, hashes are pinned at first use. */
function bgeVl(repository: string, weights: number) {
  const file = (name: string, bytes?: number) => ({
    name,
    source: { repository, revision: 'main', path: name },
    ...(bytes === undefined ? {} : { bytes }),
  });
  return {
    bundled: false,
    licence: 'MIT',
    source: `https://huggingface.co/${repository}`,
    limits: { instructionTokens: 77, instructionTokensWithImage: 77 },
    languages: ['en'],
    approximateBytes: weights,
    // config.json comes last: a folder without one is no model yet.
    files: [
      file('model.safetensors'),
      file('merges.txt', 524_619),
      file('preprocessor_config.json', 316),
      file('config.json'),
    ],
  };
}

/** BGE-VL (MegaPairs, arXiv:2412.14475): CLIP trained for composed search. Figures: its authors' repository. */
export const BGE_VL: readonly CatalogueEntry[] = [
  {
    id: 'bge-vl-base',
    title: 'BGE-VL base: composed search in English, far better at it than Visualized BGE and a little faster',
    ...bgeVl('BAAI/BGE-VL-base', 299_288_650),
    dimension: 512,
    published: 'zero-shot: CIRCO mAP@5 34.3, CIRR R@1 36.1, FashionIQ R@10 31.9',
    expectations: BASE_EXPECTATIONS,
  },
  {
    id: 'bge-vl-large',
    title: 'BGE-VL large: a little better still, four times the work for each picture',
    ...bgeVl('BAAI/BGE-VL-large', 855_304_178),
    dimension: 768,
    published: 'zero-shot: CIRCO mAP@5 39.2, CIRR R@1 38.0, FashionIQ R@10 34.6',
    // Its authors published rankings of pictures that may not be passed on, and no similarities.
    expectations: [],
  },
];
