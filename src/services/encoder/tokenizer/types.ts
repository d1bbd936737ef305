import { z } from 'zod';

const id = z.number().int().nonnegative();
const fileName = z.string().regex(/^[^/\\]+$/, 'must be the name of a file in the model folder');

/** `tokenizer` in a model's config.json. */
export const tokenizerDescription = z.object({
  /** `BERT WordPiece, uncased` · `XLM-R Unigram` · anything else: the model has none, ids are given. */
  kind: z.string(),
  /** BERT: one WordPiece per line, line number = id. */
  vocabularyFile: fileName.default('vocab.txt'),
  /** XLM-R: Hugging Face's `tokenizer.json`. */
  tokenizerFile: fileName.default('tokenizer.json'),
  /** Ids of the special tokens. */
  cls: id,
  sep: id,
  pad: id,
  unk: id,
  mask: id.optional(),
});

export type TokenizerDescription = z.output<typeof tokenizerDescription>;

/** Turns text into token ids as the model was trained with them. */
export interface Tokenizer {
  /**
   * Ids, special ones included (`[CLS] … [SEP]`, `<s> … </s>`). Special tokens inside what somebody types are text (but see bert.ts).
   * @throws LeopardError INSTRUCTION_TOO_LONG for texts so long that cutting them up would hold up everybody else.
   */
  encode(text: string): number[];
}
