import type { TextTokens } from '../encoding.js';
import type { Warning } from './warning.js';

const NON_LATIN_LETTER = /(?!\p{Script=Latin})\p{L}/u;
const WORD = /[\p{L}\p{N}]+/gu;
/** `[CLS]` and `[SEP]`. */
const SPECIAL_TOKENS = 2;
/**
 * Pieces that a tokeniser makes of a word: about 1 in the language of its vocabulary, more in others ("fertility"; Rust et al., "How good is your
 * tokenizer?", ACL 2021). Of 300 English instructions, typing errors included, one in a hundred has more with the vocabulary of BERT; of
 * instructions in other languages, three in four.
 */
const MOST_PIECES = 1.7;
/** One word in many pieces may be a name. */
const FEWEST_WORDS = 2;
/**
 * Marks of an English text, whatever a tokeniser makes of its other words: a small vocabulary has none of "grand piano". Left out is what
 * other languages write too, such as "for" and "on"; "a" and "an" are English at the beginning only. Of 100 English questions 93 have one,
 * of 90 in thirty other languages none.
 */
const ENGLISH = /^(?:an?|some|any|two|three)\b|\b(?:the|with|of|and|from|this|that|these|those|my|your)\b/i;

/**
 * A warning where words mean little to the model: in a script or a language that it has not learnt, or no words at all.
 * @param languages of the model, ISO 639-1; empty: many
 */
export function languageWarning(texts: readonly TextTokens[], languages: readonly string[]): Warning | undefined {
  const englishOnly = languages.length === 1 && languages[0] === 'en';
  if (!englishOnly) return undefined;
  if (texts.some(({ text }) => NON_LATIN_LETTER.test(text))) {
    return {
      code: 'LANGUAGE_NOT_SUPPORTED',
      message:
        'The model of this server was trained on English; an instruction in another script means little to it. Write it in English, or run a multilingual model (visualized-m3).',
    };
  }
  if (!texts.some(isForeign)) return undefined;
  return {
    code: 'LANGUAGE_NOT_SUPPORTED',
    message:
      'The model of this server was trained on English, and few of these words mean anything to it. Write the instruction in English, in usual words, or run a multilingual model (visualized-m3).',
  };
}

function isForeign({ text, tokens }: TextTokens): boolean {
  const words = text.match(WORD)?.length ?? 0;
  return words >= FEWEST_WORDS && !ENGLISH.test(text.trim()) && (tokens - SPECIAL_TOKENS) / words > MOST_PIECES;
}
