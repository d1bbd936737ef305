/**
 * The config.json of a published Visualized BGE checkpoint: what the shapes of its tensors cannot tell.
 * Values: the authors' configuration files (EVA02-CLIP-B-16, EVA02-CLIP-L-14) and those of bge-base-en-v1.5 and bge-m3.
 */
export function visualizedBgeConfig(
  family: 'base' | 'm3',
  checkpoint: string,
  sha256: string,
): Readonly<Record<string, unknown>> {
  return {
    version: 1,
    ...FAMILIES[family],
    vision: {
      layerNormEps: 1e-6,
      // Those of CLIP.
      pixelMean: [0.48145466, 0.4578275, 0.40821073],
      pixelStd: [0.26862954, 0.26130258, 0.27577711],
    },
    checkpoint: { file: checkpoint, sha256 },
  };
}

const FAMILIES = {
  base: {
    name: 'visualized-bge-base-en-v1.5',
    dimension: 768,
    languages: ['en'],
    text: { heads: 12, activation: 'gelu (erf)', layerNormEps: 1e-12, positionRuleTextOnly: '0,1,2,…', padId: 0 },
    limits: { maxTokensTextOnly: 512, maxTokensWithImage: 316 },
    tokenizer: {
      kind: 'BERT WordPiece, uncased',
      vocabularyFile: 'vocab.txt',
      pad: 0,
      unk: 100,
      cls: 101,
      sep: 102,
      mask: 103,
    },
  },
  m3: {
    name: 'visualized-bge-m3',
    dimension: 1024,
    languages: [],
    text: {
      heads: 16,
      activation: 'gelu (erf)',
      layerNormEps: 1e-5,
      positionRuleTextOnly: '2,3,… ; padding gets 1',
      padId: 1,
    },
    limits: { maxTokensTextOnly: 8192, maxTokensWithImage: 7938 },
    tokenizer: { kind: 'XLM-R Unigram', tokenizerFile: 'tokenizer.json', cls: 0, pad: 1, sep: 2, unk: 3, mask: 250001 },
  },
} as const;
