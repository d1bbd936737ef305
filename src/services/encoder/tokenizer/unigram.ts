import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import { z } from 'zod';
import { SetupError } from '../../../errors.js';
import { checkLength } from './length.js';
import { type Tokenizer, type TokenizerDescription } from './types.js';

/** The parts of a `tokenizer.json` that matter here; the rest is passed on. */
const unigramFile = z.looseObject({
  normalizer: z.unknown(),
  pre_tokenizer: z.unknown(),
  model: z.looseObject({
    type: z.literal('Unigram'),
    unk_id: z.number().int(),
    vocab: z.array(z.tuple([z.string(), z.number()])),
  }),
});

/**
 * XLM-R: SentencePiece Unigram (Kudo, arXiv:1804.10959; Conneau et al., arXiv:1911.02116).
 * The entries of special tokens are renamed to texts that cannot occur, and no token is declared as added, so that `</s>` in a
 * text is cut up like any other word, as SentencePiece itself does.
 *
 * @param json the content of a tokenizer.json
 * @throws SetupError TOKENIZER_INVALID
 */
export function createUnigramTokenizer(json: string, description: TokenizerDescription): Tokenizer {
  const { cls, sep, pad, unk } = description;
  const file = parse(json);
  const special = new Set([cls, sep, pad, unk]);
  const vocab = file.model.vocab.map(
    ([piece, score], id) => [special.has(id) ? unreachable(id) : piece, score] as const,
  );
  if (file.model.unk_id !== unk || [...special].some((id) => id >= vocab.length)) {
    throw new SetupError(
      'TOKENIZER_INVALID',
      `The tokeniser's file has ${vocab.length} entries with the unknown token at ${file.model.unk_id}, ` +
        `which does not fit the special ids ${[...special].join(', ')} in config.json. Install the model again.`,
    );
  }
  const tokenizer = new HuggingFaceTokenizer(
    { ...file, added_tokens: [], post_processor: null, decoder: null, model: { ...file.model, vocab } },
    {},
  );
  return {
    encode(text) {
      checkLength(text);
      return [cls, ...tokenizer.encode(text, { add_special_tokens: false }).ids, sep];
    },
  };
}

/** A text with a noncharacter in it, which the normalisation never lets through. */
function unreachable(id: number): string {
  return `\u{10FFFF}${id}`;
}

function parse(json: string): z.output<typeof unigramFile> {
  try {
    return unigramFile.parse(JSON.parse(json));
  } catch (cause) {
    throw new SetupError(
      'TOKENIZER_INVALID',
      "The tokeniser's file is not a tokenizer.json with a Unigram model. Install the model again.",
      { cause },
    );
  }
}
