import type { Services } from '../../src/services.js';
import type { EvaluationQuery } from '../../src/services/evaluation/queries.js';
import type { SearchHit, SearchPart } from '../../src/services/search/types.js';
import { ask, FIRST, nameOf, pictureAt } from './ask.js';

export interface Marking {
  /** Questions whose first answer was wrong, and that had something to mark as good. */
  readonly wrong: number;
  /** Mean part of the right pictures that are among the first nine, of the most that can be. */
  readonly before: number;
  readonly after: number;
  /** The same without the pictures that were marked (residual collection; Salton and Buckley 1990). */
  readonly residualBefore: number;
  readonly residualAfter: number;
}

const GOOD = 2;

/** Somebody marks two good hits and a bad one, where the first answer to a theme transfer was wrong. */
export async function measureMarking(services: Services, queries: readonly EvaluationQuery[]): Promise<Marking> {
  const figures: { before: number; after: number; residualBefore: number; residualAfter: number }[] = [];
  for (const { image, instruction, relevant, group } of queries) {
    if (!group.startsWith('theme transfer') || image === undefined) continue;
    const question = { image: pictureAt(image), ...(instruction !== undefined && { instruction }) };
    const first = await ask(services, question);
    const right = new Set(relevant);
    const isRight = (hit: SearchHit) => right.has(nameOf(hit));
    const good = first.filter(isRight).slice(0, GOOD);
    const [bad] = first.filter((hit) => !isRight(hit));
    if (bad === undefined || first[0] === undefined || isRight(first[0]) || good.length === 0) continue;
    const part = ({ image: { id } }: SearchHit): SearchPart => ({ image: { kind: 'stored', id }, weight: 0.5 });
    const second = await ask(services, { ...question, like: good.map(part), unlike: [part(bad)] });
    const marked = new Set(good.map(nameOf));
    const recall = (hits: readonly SearchHit[], left: ReadonlySet<string>) => {
      const most = Math.min(FIRST, relevant.filter((name) => !left.has(name)).length);
      return most === 0 ? 1 : hits.filter((hit) => isRight(hit) && !left.has(nameOf(hit))).length / most;
    };
    figures.push({
      before: recall(first, new Set()),
      after: recall(second, new Set()),
      residualBefore: recall(first, marked),
      residualAfter: recall(second, marked),
    });
  }
  const mean = (key: keyof (typeof figures)[number]) =>
    figures.reduce((sum, figure) => sum + figure[key], 0) / Math.max(1, figures.length);
  return {
    wrong: figures.length,
    ...{ before: mean('before'), after: mean('after') },
    ...{ residualBefore: mean('residualBefore'), residualAfter: mean('residualAfter') },
  };
}
