import { isHeldOut, seenCategories } from './held-out.js';
import { CATEGORIES, COLOURS, isColourable, THEMES, type Category, type Theme } from './names.js';
import type { Random } from './random.js';
import type { Subject } from './render.js';
import { fillTemplate, type Named } from './wordings/fill.js';
import { TEMPLATES } from './wordings/templates.js';
import { UNSEEN_TEMPLATES } from './wordings/unseen.js';

/** One question, before its picture is drawn. */
export interface Question {
  /** What the query picture shows; left out for an instruction alone. */
  picture?: Subject;
  instruction: string;
  /** What an answer must have. */
  wanted: Partial<Subject>;
}

/** What is measured: the four kinds of composed question, instructions alone, wordings that training never used, and words for a whole kind of thing. */
export const QUESTION_KINDS = ['composed', 'text', 'wordings', 'broad'] as const;
export type QuestionKind = (typeof QUESTION_KINDS)[number];

export interface QuestionGroup {
  kind: QuestionKind;
  name: string;
  /** Makes one question at a time; undefined where the draw does not suit the group. */
  ask: () => Question | undefined;
}

/** Every group of questions with what asks them. "Held out" is said of the wanted (category, theme) pair. */
export function questionGroups(random: Random): QuestionGroup[] {
  const groups: QuestionGroup[] = [];
  const add = (kind: QuestionKind, name: string, ask: QuestionGroup['ask']): void => {
    groups.push({ kind, name, ask });
  };
  const transfers = [...TEMPLATES.transfer, ...TEMPLATES.swap];
  for (const heldOut of [false, true]) {
    const suffix = heldOut ? 'held out' : 'seen';
    const suits = (category: Category, theme: Theme): boolean => isHeldOut(category, theme) === heldOut;
    add('composed', `theme transfer, ${suffix}`, () => transfer(random, suits, transfers, 'theme picture'));
    add('composed', `category swap, ${suffix}`, () => transfer(random, suits, transfers, 'product'));
    add('composed', `theme edit, ${suffix}`, () => themeEdit(random, suits, TEMPLATES.theme));
    add('composed', `colour edit, ${suffix}`, () => colourEdit(random, suits, TEMPLATES.colour));
  }
  const any = (): boolean => true;
  add('text', 'text only', () => textOnly(random));
  add('wordings', 'unseen wording, transfer', () =>
    transfer(random, any, UNSEEN_TEMPLATES.transfer, random.chance(0.5) ? 'product' : 'theme picture'),
  );
  add('wordings', 'unseen wording, theme edit', () => themeEdit(random, any, UNSEEN_TEMPLATES.theme));
  add('wordings', 'unseen wording, colour edit', () => colourEdit(random, any, UNSEEN_TEMPLATES.colour));
  add('broad', 'broad, product', () => broad(random, { category: random.pick(CATEGORIES) }, TEMPLATES.textCategory));
  add('broad', 'broad, theme', () => broad(random, { theme: random.pick(THEMES) }, TEMPLATES.textTheme));
  add('broad', 'broad, product and colour', () =>
    broad(random, { category: random.pick(CATEGORIES), colour: random.pick(COLOURS) }, TEMPLATES.textCategoryColour),
  );
  return groups;
}

type Suits = (category: Category, theme: Theme) => boolean;

/** The look of the picture on a product of another category. */
function transfer(
  random: Random,
  suits: Suits,
  templates: readonly string[],
  from: 'product' | 'theme picture',
): Question | undefined {
  const theme = random.pick(THEMES);
  const category = random.pick(CATEGORIES);
  const source = from === 'product' ? random.pick(seenCategories(theme)) : null;
  if (!suits(category, theme) || source === category) return undefined;
  return {
    picture: { category: source, theme, colour: isColourable(theme) ? random.pick(COLOURS) : null },
    instruction: fillTemplate(random.pick(templates), { category }, random),
    wanted: { category, theme },
  };
}

/** The product of the picture with another theme, in any colour. */
function themeEdit(random: Random, suits: Suits, templates: readonly string[]): Question | undefined {
  const category = random.pick(CATEGORIES);
  const [before, theme] = [random.pick(THEMES), random.pick(THEMES)];
  if (before === theme || isHeldOut(category, before) || !suits(category, theme)) return undefined;
  return {
    picture: { category, theme: before, colour: isColourable(before) ? random.pick(COLOURS) : null },
    instruction: fillTemplate(random.pick(templates), { theme }, random),
    wanted: { category, theme },
  };
}

/** The product and theme of the picture in another colour. */
function colourEdit(random: Random, suits: Suits, templates: readonly string[]): Question | undefined {
  const category = random.pick(CATEGORIES);
  const theme = random.pick(THEMES);
  const [before, colour] = [random.pick(COLOURS), random.pick(COLOURS)];
  if (!isColourable(theme) || before === colour || !suits(category, theme)) return undefined;
  return {
    picture: { category, theme, colour: before },
    instruction: fillTemplate(random.pick(templates), { colour }, random),
    wanted: { category, theme, colour },
  };
}

/** A product described in words, with all that it has. */
function textOnly(random: Random): Question {
  const category = random.pick(CATEGORIES);
  const theme = random.pick(THEMES);
  if (!isColourable(theme)) {
    const instruction = fillTemplate(random.pick(TEMPLATES.textCategoryTheme), { category, theme }, random);
    return { instruction, wanted: { category, theme } };
  }
  const colour = random.pick(COLOURS);
  const instruction = fillTemplate(random.pick(TEMPLATES.textAll), { category, theme, colour }, random);
  return { instruction, wanted: { category, theme, colour } };
}

/** Words for less than a picture has, so that many answer them and none is all that they say: "a mug", "leopard print". */
function broad(random: Random, wanted: Named, templates: readonly string[]): Question {
  return { instruction: fillTemplate(random.pick(templates), wanted, random), wanted };
}
