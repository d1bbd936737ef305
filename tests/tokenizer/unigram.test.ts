import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { createUnigramTokenizer } from '../../src/services/encoder/tokenizer/unigram.js';
import { loadTokenizer } from '../../src/services/encoder/tokenizer/load.js';
import { tokenizerDescription } from '../../src/services/encoder/tokenizer/types.js';
import cases from '../fixtures/tokenizer/unigram-cases.json' with { type: 'json' };

/** `ids`: the Rust tokeniser. `sentencePiece`: SentencePiece, where it differs. `idsLiteral`: typed special tokens as text. */
interface Case {
  text: string;
  ids?: number[];
  sentencePiece?: number[];
  idsLiteral?: number[];
}

const FOLDER = new URL('../fixtures/tokenizer/unigram/', import.meta.url);
const description = { kind: 'XLM-R Unigram', cls: 0, pad: 1, sep: 2, unk: 3 };
const json = readFileSync(new URL('tokenizer.json', FOLDER), 'utf8');

it.each(cases as Case[])('gives the ids of SentencePiece: $text', async ({ text, ids, sentencePiece, idsLiteral }) => {
  const tokenizer = await loadTokenizer(description, fileURLToPath(FOLDER));
  expect(tokenizer?.encode(text)).toEqual(idsLiteral ?? sentencePiece ?? ids);
});

it('works without a list of added tokens, where the model description names them', () => {
  const bare = JSON.stringify({ ...(JSON.parse(json) as object), added_tokens: [] });
  const { model } = JSON.parse(json) as { model: { vocab: unknown[] } };
  const tokenizer = createUnigramTokenizer(
    bare,
    tokenizerDescription.parse({ ...description, mask: model.vocab.length - 1 }),
  );
  expect(tokenizer.encode('<mask> dress')).toEqual(
    (cases as Case[]).find(({ text }) => text === '<mask> dress')?.idsLiteral,
  );
});

it.each([
  ['is not JSON', 'oops'],
  ['holds another kind of model', JSON.stringify({ normalizer: null, model: { type: 'BPE' } })],
  ['numbers its tokens differently', json.replace('"unk_id":3', '"unk_id":7')],
])('refuses a file that %s', (_name, content) => {
  expect(() => createUnigramTokenizer(content, tokenizerDescription.parse(description))).toThrow(
    expect.objectContaining({
      code: 'TOKENIZER_INVALID',
      message: expect.stringContaining('Install the model again') as string,
    }) as Error,
  );
});
