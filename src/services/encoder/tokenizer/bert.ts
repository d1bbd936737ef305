import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import { SetupError } from '../../../lib/errors.js';
import { prepareBertText } from './bert-text.js';
import { checkLength } from './length.js';
import { type Tokenizer, type TokenizerDescription } from './types.js';

/**
 * BERT WordPiece, uncased (Devlin et al., arXiv:1810.04805), as transformers' slow `BertTokenizer` with `split_special_tokens`
 * does it: a special token that somebody types is text (`a[SEP]b`, `[PAD][PAD]`), but for one that stands alone between
 * spaces, which the reference never splits either.
 *
 * @param vocabulary the content of a vocab.txt: one WordPiece per line, line number = id
 * @throws SetupError TOKENIZER_INVALID
 */
export function createBertTokenizer(vocabulary: string, { pad, cls, sep, unk, mask }: TokenizerDescription): Tokenizer {
  const pieces = vocabulary.split(/\r?\n/);
  if (pieces.at(-1) === '') pieces.pop();
  const unknown = pieces[unk];
  if (unknown === undefined || pieces[cls] === undefined || pieces[sep] === undefined) {
    throw new SetupError(
      'TOKENIZER_INVALID',
      `The vocabulary has ${pieces.length} entries and lacks one of the special ids ${cls}, ${sep}, ${unk} named in config.json. ` +
        'Install the model again.',
    );
  }
  const tokenizer = new HuggingFaceTokenizer(
    {
      added_tokens: [],
      normalizer: {
        type: 'BertNormalizer',
        clean_text: true,
        handle_chinese_chars: true,
        strip_accents: null,
        lowercase: true,
      },
      pre_tokenizer: { type: 'BertPreTokenizer' },
      post_processor: null,
      decoder: null,
      model: {
        type: 'WordPiece',
        vocab: Object.fromEntries(pieces.map((piece, id) => [piece, id])),
        unk_token: unknown,
        continuing_subword_prefix: '##',
        max_input_chars_per_word: 100,
      },
    },
    {},
  );
  const special = new Map([pad, unk, cls, sep, mask].map((id) => [id === undefined ? undefined : pieces[id], id]));
  return {
    encode(text) {
      checkLength(text);
      const ids = splitAtSpecialWords(prepareBertText(text)).flatMap(
        (part) => special.get(part) ?? tokenizer.encode(part, { add_special_tokens: false }).ids,
      );
      return [cls, ...ids, sep];
    },
  };
}

/** Cuts out the words that are exactly a special token. */
function splitAtSpecialWords(text: string): string[] {
  return text.split(/(?<!\S)(\[(?:PAD|UNK|CLS|SEP|MASK)\])(?!\S)/);
}
