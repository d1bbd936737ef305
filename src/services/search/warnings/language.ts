import type { Warning } from './warning.js';

const NON_LATIN_LETTER = /(?!\p{Script=Latin})\p{L}/u;

/**
 * A warning where words are in a script that the model has never learnt.
 * @param languages of the model, ISO 639-1; empty: many
 */
export function languageWarning(texts: readonly string[], languages: readonly string[]): Warning | undefined {
  const englishOnly = languages.length === 1 && languages[0] === 'en';
  if (!englishOnly || !texts.some((text) => NON_LATIN_LETTER.test(text))) return undefined;
  return {
    code: 'LANGUAGE_NOT_SUPPORTED',
    message:
      'The model of this server was trained on English; an instruction in another script means little to it. Write it in English, or run a multilingual model (visualized-m3).',
  };
}
