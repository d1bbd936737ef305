import type { Category, Colour, Theme } from '../names.js';
import type { Random } from '../random.js';
import { CATEGORY_WORDS } from './category-words.js';
import { COLOUR_WORDS } from './colour-words.js';
import { THEME_WORDS } from './theme-words.js';

/** What an instruction names. */
export interface Named {
  category?: Category;
  theme?: Theme;
  colour?: Colour;
}

/** "striped" says nothing about the direction: learned, but not asked for. */
const AMBIGUOUS: readonly string[] = ['striped', 'stripes'];

/** How often the usual name is taken instead of any of the synonyms, as in training. */
const USUAL_NAME = 0.3;

/** A sentence from a template of `templates.ts` or `unseen.ts`, in words drawn at random. */
export function fillTemplate(template: string, named: Named, random: Random): string {
  const choose = (words: readonly string[]): string => {
    const clear = words.filter((word) => !AMBIGUOUS.includes(word));
    return random.chance(USUAL_NAME) ? (clear[0] ?? '') : random.pick(clear);
  };
  const slots = new Map<string, string>();
  if (named.category !== undefined) {
    const name = choose(CATEGORY_WORDS[named.category].names);
    slots.set('c', name).set('cs', plural(name)).set('a', withArticle(name));
  }
  if (named.theme !== undefined) {
    const { adjectives, nouns } = THEME_WORDS[named.theme];
    const adjective = choose(adjectives);
    const noun = choose(nouns);
    slots.set('j', adjective).set('ja', withArticle(adjective)).set('n', noun).set('n0', withoutArticle(noun));
  }
  if (named.colour !== undefined) {
    const colour = choose(COLOUR_WORDS[named.colour]);
    slots.set('k', colour).set('ka', withArticle(colour));
  }
  const chosen = template.replaceAll(/\[([^\]]*)\]/g, (_, choices: string) => random.pick(choices.split('|')));
  return chosen
    .split(/\s+/)
    .filter((word) => word !== '')
    .join(' ')
    .replaceAll(/\{(\w+)\}/g, (slot, name: string) => slots.get(name) ?? slot);
}

/** Good enough for the words of the catalogue. */
function plural(noun: string): string {
  if (noun.endsWith('s') && !noun.endsWith('ss')) return noun;
  return noun + (/(ss|sh|ch)$/.test(noun) ? 'es' : 's');
}

function withArticle(words: string): string {
  return (/^[aeiou]/.test(words) ? 'an ' : 'a ') + words;
}

function withoutArticle(noun: string): string {
  return noun.replace(/^(a|an|the) /, '');
}
