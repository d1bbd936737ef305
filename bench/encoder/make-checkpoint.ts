import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { writeFullSizeCheckpoint } from './full-size.js';

const VOCABULARY = new URL('../../src/services/encoder/tokenizer/bert-base-uncased/vocab.txt', import.meta.url);

/** Makes a model folder of the published size with made-up weights: `npx tsx bench/encoder/make-checkpoint.ts <folder>`. */
export async function makeModelFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const file = 'Visualized_base_en_v1.5.pth';
  writeFullSizeCheckpoint(join(folder, file));
  const hash = createHash('sha256');
  await pipeline(createReadStream(join(folder, file)), hash);
  const description = {
    version: 1,
    name: 'full-size-noise',
    vision: {
      layerNormEps: 1e-6,
      pixelMean: [0.48145466, 0.4578275, 0.40821073],
      pixelStd: [0.26862954, 0.26130258, 0.27577711],
    },
    text: { heads: 12, layerNormEps: 1e-12, positionRuleTextOnly: '0,1,2,…', padId: 0 },
    limits: { maxTokensTextOnly: 512, maxTokensWithImage: 316 },
    tokenizer: {
      kind: 'BERT WordPiece, uncased',
      vocabularyFile: 'vocab.txt',
      ...{ cls: 101, sep: 102, pad: 0, unk: 100, mask: 103 },
    },
    checkpoint: { file, sha256: hash.digest('hex') },
  };
  await copyFile(VOCABULARY, join(folder, 'vocab.txt'));
  await writeFile(join(folder, 'config.json'), `${JSON.stringify(description, null, 2)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = process.argv[2];
  if (folder === undefined) throw new Error('Usage: make-checkpoint <folder>');
  await makeModelFolder(folder);
  console.log(await readFile(join(folder, 'config.json'), 'utf8'));
}
