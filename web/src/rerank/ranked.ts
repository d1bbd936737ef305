import type { HitFieldsFragment, RerankFieldsFragment } from 'leopard/client';

/** What a model said about a hit. */
export type Verdict = Pick<RerankFieldsFragment['ranking'][number], 'position' | 'reason'>;

/** The verdicts of a ranking, by the id of the picture. */
export const verdictsOf = ({ ranking }: RerankFieldsFragment): ReadonlyMap<string, Verdict> =>
  new Map(ranking.map((entry) => [entry.hit.image.id, entry]));

/** The hits in the order of a ranking; those that no model has looked at follow as they were. */
export function inRankedOrder(
  hits: readonly HitFieldsFragment[],
  verdicts: ReadonlyMap<string, Verdict>,
): readonly HitFieldsFragment[] {
  const place = ({ image, rank }: HitFieldsFragment): number =>
    verdicts.get(image.id)?.position ?? verdicts.size + rank;
  return [...hits].sort((a, b) => place(a) - place(b));
}
