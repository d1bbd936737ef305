import { indicesOf } from './indices.js';
import { ranksInText } from './lists.js';
import type { ClaimedRank, ClaimedRanking } from './types.js';

type Fields = Readonly<Record<string, unknown>>;

/** Names under which models put the list, the number, the sentence; letters only, lower case. Those asked for come first. */
const LIST_NAMES = [
  ...['ranking', 'rankedlist', 'rankings', 'rankedindices', 'rankedcandidates', 'ranked', 'indices', 'order'],
  ...['list', 'results', 'result', 'candidates', 'items', 'images', 'answer', 'output', 'response', 'data'],
];
const INDEX_NAMES = ['index', 'id', 'idx', 'candidate', 'item', 'image', 'number', 'candidateindex', 'imageindex'];
const PLACE_NAMES = ['rank', 'position', 'place'];
const REASON_NAMES = ['reason', 'explanation', 'why', 'sentence', 'rationale', 'justification', 'comment'];
const EXPLANATION_NAMES = ['explanation', 'reasons', 'reason', 'rationale', 'justification', 'why'];
const DEEPEST = 4;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The first field of one of these names, in the order of the names; case and punctuation do not matter. */
function field(fields: Fields, names: readonly string[]): unknown {
  const entries = Object.entries(fields).map(([name, value]) => [name.toLowerCase().replace(/[^a-z]/g, ''), value]);
  for (const name of names) {
    const found = entries.find(([key]) => key === name);
    if (found) return found[1];
  }
  return undefined;
}

function sentence(value: unknown): string | null {
  if (Array.isArray(value)) return value.map(sentence).filter(Boolean).join(' ') || null;
  return typeof value === 'string' && value.trim() ? value.trim() : null;
}

/** The ranking in parsed JSON, however it is wrapped; undefined where there is none. */
export function claimedIn(value: unknown, depth = 0): ClaimedRanking | undefined {
  if (depth > DEEPEST) return undefined;
  if (Array.isArray(value)) return claimedInList(value, depth);
  if (typeof value === 'string') return claimed(ranksInText(value));
  if (!isFields(value)) return undefined;
  const explanation = sentence(field(value, EXPLANATION_NAMES)) ?? '';
  for (const name of LIST_NAMES) {
    const found = claimedIn(field(value, [name]), depth + 1);
    if (found) return { ranks: found.ranks, explanation: explanation || found.explanation };
  }
  const ranks = ranksByPlace(value);
  return ranks && { ranks, explanation };
}

const claimed = (ranks: readonly ClaimedRank[] | undefined): ClaimedRanking | undefined =>
  ranks && { ranks, explanation: '' };

function claimedInList(list: readonly unknown[], depth: number): ClaimedRanking | undefined {
  const ranks = list.map(rankOf);
  if (ranks.some(({ value }) => indicesOf(value).length > 0)) return claimed(inOrderOfPlace(list, ranks));
  // One object in a list: the answer, wrapped once more.
  return list.length === 1 && isFields(list[0]) ? claimedIn(list[0], depth + 1) : undefined;
}

function rankOf(item: unknown): ClaimedRank {
  if (!isFields(item)) return { value: item, reason: null };
  return { value: field(item, INDEX_NAMES), reason: sentence(field(item, REASON_NAMES)) };
}

/** Entries that say their place are put there, if the places are distinct whole numbers. */
function inOrderOfPlace(list: readonly unknown[], ranks: readonly ClaimedRank[]): readonly ClaimedRank[] {
  const places = list.map((item) => (isFields(item) ? field(item, PLACE_NAMES) : undefined));
  if (!places.every(Number.isSafeInteger) || new Set(places).size < places.length) return ranks;
  return ranks
    .map((rank, position) => ({ rank, place: Number(places[position]) }))
    .sort((a, b) => a.place - b.place)
    .map(({ rank }) => rank);
}

/** `{"1": 4, "2": 0}` or `{"rank 1": 4}`: place to index. */
function ranksByPlace(fields: Fields): readonly ClaimedRank[] | undefined {
  const entries = Object.entries(fields).map(([name, value]) => ({ place: indicesOf(name)[0], value }));
  const numbers = entries.every(({ place, value }) => place !== undefined && Number.isSafeInteger(value));
  if (entries.length === 0 || !numbers) return undefined;
  return entries.sort((a, b) => Number(a.place) - Number(b.place)).map(({ value }) => ({ value, reason: null }));
}
