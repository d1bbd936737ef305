import type { Services } from '../../src/services.js';
import type { SearchHit } from '../../src/services/search/types.js';
import { ask } from './ask.js';

/** Questions that leopards answer among others: animals are what the words say, or a kind of product is. */
const QUESTIONS = ['animal print', 'a brown mug', 'a phone case', 'something with spots', 'a wild dress', 'a cushion'];

export interface Unlike {
  readonly question: string;
  /** Leopards among the first nine. */
  readonly without: number;
  readonly withUnlike: number;
}

/** How many leopards `unlike: [{ text: "leopard" }]` takes out of the first nine hits. */
export async function measureUnlike(services: Services): Promise<Unlike[]> {
  const found: Unlike[] = [];
  for (const instruction of QUESTIONS) {
    const without = await ask(services, { instruction });
    const withUnlike = await ask(services, { instruction, unlike: [{ text: 'leopard', weight: 0.5 }] });
    found.push({ question: `“${instruction}”`, without: leopards(without), withUnlike: leopards(withUnlike) });
  }
  return found;
}

const leopards = (hits: readonly SearchHit[]) =>
  hits.filter(({ image }) => image.metadata['theme'] === 'leopard').length;
