import { table } from '../../services/evaluation/report.js';
import { plainText } from '../plain-text.js';
import type { FoundHit, FoundRanking, FoundSearch } from './types.js';

const nameOf = ({ fileName, id }: FoundHit): string => plainText(fileName ?? id.slice(0, 12));

/** Rank, score, name and quality of each hit. */
export function hitsText(hits: readonly FoundHit[]): string {
  if (hits.length === 0) return 'No picture matches.';
  const rows = hits.map((hit) => {
    const more = hit.others === 0 ? '' : ` (and ${hit.others} more)`;
    return [String(hit.rank), hit.score.toFixed(4), `${nameOf(hit)}${more}`, hit.id.slice(0, 12), hit.match ?? ''];
  });
  // Nothing is said about matches where nothing can be.
  const columns = hits.some(({ match }) => match !== null) ? 5 : 4;
  return table(
    [['rank', 'score', 'picture', 'id', 'match'], ...rows].map((row) => row.slice(0, columns)),
    columns,
  );
}

/** The ranking with its reasons, and what it cost. */
export function rankingText({ ranking, explanation, model, usage, cached, repaired }: FoundRanking): string {
  const rows = ranking.map(({ position, index, hit, reason }) => [
    `${position}. ${nameOf(hit)} [${index}]`,
    plainText(reason ?? ''),
  ]);
  const cost = usage.estimatedCost === null ? '' : `, about $${usage.estimatedCost.toFixed(4)}`;
  const notes = [cached && 'from the cache', repaired && 'the list was completed'].filter(Boolean);
  const summary = [`${model}: ${usage.totalTokens} tokens${cost}`, ...notes].join(', ');
  return `${table(rows)}\n\nBest: ${plainText(explanation)}\n${summary}`;
}

/** Everything as data. */
export function searchJson({ id, hits, warnings }: FoundSearch, ranking: FoundRanking | null | undefined): string {
  return JSON.stringify(
    { id, hits, warnings, ...(ranking !== undefined && { rerank: ranking && withoutSheet(ranking) }) },
    null,
    2,
  );
}

function withoutSheet({ sheet: _sheet, ranking, ...rest }: FoundRanking) {
  return { ranking: ranking.map(({ hit, ...place }) => ({ ...place, id: hit.id })), ...rest };
}
