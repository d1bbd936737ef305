import type { Warning } from './warnings.js';

const NON_LATIN_LETTER = /(?!\p{Script=Latin})\p{L}/u;

/**
 * A warning where an instruction is in a script that the model has never learnt.
 * @param languages of the model, ISO 639-1; empty: many
 */
export function languageWarning(instruction: string | undefined, languages: readonly string[]): Warning | undefined {
  const englishOnly = languages.length === 1 && languages[0] === 'en';
  if (!englishOnly || instruction === undefined || !NON_LATIN_LETTER.test(instruction)) return undefined;
  return {
    code: 'LANGUAGE_NOT_SUPPORTED',
    message:
      'The model of this server was trained on English; an instruction in another script means little to it. Write it in English, or run a multilingual model (visualized-m3).',
  };
}
