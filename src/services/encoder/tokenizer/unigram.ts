import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import { z } from 'zod';
import { SetupError } from '../../../lib/errors.js';
import { CharacterMap } from './character-map.js';
import { checkLength } from './length.js';
import { type Tokenizer, type TokenizerDescription } from './types.js';

const characterMap = z.object({ type: z.literal('Precompiled'), precompiled_charsmap: z.base64() });

/** The parts of a `tokenizer.json` that matter here. */
const unigramFile = z.object({
  added_tokens: z.array(z.object({ id: z.number().int() })).default([]),
  normalizer: z.union([
    characterMap.transform((map) => [map]),
    z
      .object({ type: z.literal('Sequence'), normalizers: z.array(z.looseObject({ type: z.string() })) })
      .transform(({ normalizers }) => normalizers.filter(({ type }) => type === 'Precompiled'))
      .pipe(z.array(characterMap)),
  ]),
  model: z.looseObject({
    type: z.literal('Unigram'),
    unk_id: z.number().int(),
    vocab: z.array(z.tuple([z.string(), z.number()])),
  }),
});

/**
 * XLM-R: SentencePiece Unigram (Kudo, arXiv:1804.10959; Conneau et al., arXiv:1911.02116), as SentencePiece itself does it.
 *
 * What the JavaScript tokeniser only approximates is done here: the character map, and the white space at the ends. The entries
 * of special tokens are renamed to texts that cannot occur, so that a `</s>` that somebody types is cut up like any other word.
 *
 * @param json the content of a tokenizer.json
 * @throws SetupError TOKENIZER_INVALID
 */
export function createUnigramTokenizer(json: string, description: TokenizerDescription): Tokenizer {
  const { cls, sep, pad, unk, mask } = description;
  const { added_tokens: added, normalizer, model } = parse(json);
  const special = new Set([cls, sep, pad, unk, mask, ...added.map(({ id }) => id)]);
  const vocab = model.vocab.map(([piece, score], id) => [special.has(id) ? unreachable(id) : piece, score] as const);
  if (model.unk_id !== unk || [cls, sep, pad, unk].some((id) => id >= vocab.length)) {
    throw new SetupError(
      'TOKENIZER_INVALID',
      `The tokeniser's file has ${vocab.length} entries with the unknown token at ${model.unk_id}, which does not fit the ` +
        `special ids ${[cls, sep, pad, unk].join(', ')} in config.json. Install the model again.`,
    );
  }
  const tokenizer = new HuggingFaceTokenizer(
    {
      added_tokens: [],
      normalizer: null,
      pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always' },
      post_processor: null,
      decoder: null,
      model: { ...model, vocab },
    },
    {},
  );
  const maps = normalizer.map((map) => new CharacterMap(Buffer.from(map.precompiled_charsmap, 'base64')));
  return {
    encode(text) {
      checkLength(text);
      const words = maps.reduce((result, map) => map.apply(result), text).split(/[ ▁]+/);
      const ids = words.flatMap((word) =>
        word === '' ? [] : tokenizer.encode(word, { add_special_tokens: false }).ids,
      );
      return [cls, ...ids, sep];
    },
  };
}

/** A text with a space in it: the words that are looked up have none. */
function unreachable(id: number): string {
  return `special token ${id}`;
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
