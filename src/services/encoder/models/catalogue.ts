import { fileURLToPath } from 'node:url';
import type { CatalogueEntry } from './catalogue-entry.js';
import { BASE_EXPECTATIONS, M3_EXPECTATIONS } from './published-similarities.js';
import { BGE_VL } from '../families/clip/catalogue.js';
import { visualizedBgeConfig } from '../families/visualized-bge/catalogue-config.js';

export type Catalogue = readonly CatalogueEntry[];

const BASE_SHA256 = '07e58cf70ee6962530490ef1ac5b632e7e0153ba8c7ed49d55e0f41ec97bf6a6';
const M3_SHA256 = 'd14e7e8f2618b80d3f4a3283c08f79a16f09ce37d4447dac24117b44df6bd069';
const BERT_VOCABULARY = fileURLToPath(new URL('../tokenizer/bert-base-uncased/vocab.txt', import.meta.url));

const VISUALIZED_BGE = { repository: 'BAAI/bge-visualized', revision: 'main' } as const;

/** The models, as data. Sizes and hashes: the model hub's own listing; the rest: arXiv:2406.04292 and the authors' code. */
export const MODEL_CATALOGUE: Catalogue = deepFreeze([
  {
    id: 'demo',
    title: 'Demo model: knows the drawn product catalogue of the quickstart and nothing else',
    bundled: true,
    licence: 'MIT',
    source: 'models/demo/README.md',
    dimension: 128,
    limits: { instructionTokens: 160, instructionTokensWithImage: 111 },
    languages: ['en'],
    files: [],
    expectations: [],
  },
  ...BGE_VL,
  {
    id: 'visualized-bge-base-en-v1.5',
    title: 'Visualized BGE base: composed search in English, the better of the two for it',
    bundled: false,
    licence: 'MIT',
    source: 'https://huggingface.co/BAAI/bge-visualized',
    dimension: 768,
    limits: { instructionTokens: 512, instructionTokensWithImage: 316 },
    languages: ['en'],
    files: [
      {
        name: 'Visualized_base_en_v1.5.pth',
        source: { ...VISUALIZED_BGE, path: 'Visualized_base_en_v1.5.pth' },
        bytes: 392_860_018,
        sha256: BASE_SHA256,
      },
      {
        name: 'vocab.txt',
        source: { asset: BERT_VOCABULARY },
        bytes: 231_508,
        sha256: '07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3',
      },
    ],
    published: 'zero-shot: CIRR R@5 22.5, FashionIQ R@5 7.5, WebQA R@5 60.1',
    config: visualizedBgeConfig('base', 'Visualized_base_en_v1.5.pth', BASE_SHA256),
    expectations: BASE_EXPECTATIONS,
  },
  {
    id: 'visualized-bge-m3',
    title: 'Visualized BGE m3: over a hundred languages; larger and four times slower',
    bundled: false,
    licence: 'MIT',
    source: 'https://huggingface.co/BAAI/bge-visualized',
    dimension: 1024,
    limits: { instructionTokens: 8192, instructionTokensWithImage: 7938 },
    languages: [],
    files: [
      {
        name: 'Visualized_m3.pth',
        source: { ...VISUALIZED_BGE, path: 'Visualized_m3.pth' },
        bytes: 1_746_155_890,
        sha256: M3_SHA256,
      },
      // The size and hash of this file are not known to us: pinned at first use.
      { name: 'tokenizer.json', source: { repository: 'BAAI/bge-m3', revision: 'main', path: 'tokenizer.json' } },
    ],
    published: 'zero-shot: CIRR R@5 20.2, FashionIQ R@5 6.6, WebQA R@5 62.3',
    config: visualizedBgeConfig('m3', 'Visualized_m3.pth', M3_SHA256),
    expectations: M3_EXPECTATIONS,
  },
]);

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) deepFreeze(part);
    Object.freeze(value);
  }
  return value;
}
