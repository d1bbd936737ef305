import { jsonrepair } from 'jsonrepair';
import { blocksIn } from './blocks.js';
import { claimedIn } from './claims.js';
import { indicesOf } from './indices.js';
import { ranksInText } from './lists.js';
import { withoutThoughts } from './thoughts.js';
import type { ClaimedRanking } from './types.js';

/** Characters that are read, with and without thoughts: no ranking is longer, and reading stays quick whatever comes. */
const READ_WITH_THOUGHTS = 131_072;
const READ = 16_384;

/** Label and list of the tutorial's form. */
const RANKED_LIST = /ranked[\s_]*list\W{0,5}?\s*(\[[^\]]*\])/i;
const REASONS = /\breasons?\b\W{0,4}:\s*([\s\S]*)$/i;
const FENCED = /```[\w-]*\s*\n?([\s\S]*?)```/g;

/**
 * Finds the ranking in an answer of whatever form: JSON, JSON with faults or in prose, the tutorial's text, other lists.
 * Undefined where there is none. An answer that was cut off (`cutOff`) may be nothing but thoughts, of templates that send no
 * tag before them: it counts only where it begins as it was asked for.
 */
export function readAnswer(answer: string, cutOff = false): ClaimedRanking | undefined {
  const text = withoutThoughts(answer.slice(0, READ_WITH_THOUGHTS)).slice(0, READ);
  if (cutOff) return parsed(text) ?? (/^\W*ranked[\s_]*list/i.test(text) ? inTutorialForm(text) : undefined);
  return parsed(text) ?? inTutorialForm(text) ?? inFences(text) ?? inBlocks(text) ?? asList(text);
}

/** The field `explanation` of an answer that is JSON without a ranking; '' for others. */
export function explanationIn(answer: string): string {
  try {
    const value: unknown = JSON.parse(withoutThoughts(answer.slice(0, READ)));
    return Object.values(value ?? {}).find((field) => typeof field === 'string') ?? '';
  } catch {
    return '';
  }
}

/** JSON as it is, or with the faults that models make (trailing commas, quotes, comments, cut off): mended. */
function parsed(text: string): ClaimedRanking | undefined {
  if (!/^[[{"]/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return (typeof value === 'string' && parsed(value.trim())) || claimedIn(value);
  } catch {
    // Two lists or a list with prose after it are not one value with a fault.
    if (blocksIn(text).length !== 1) return undefined;
  }
  try {
    return claimedIn(JSON.parse(jsonrepair(text)));
  } catch {
    return undefined;
  }
}

function inTutorialForm(text: string): ClaimedRanking | undefined {
  const list = RANKED_LIST.exec(text)?.[1];
  const found = list && (parsed(list) ?? asList(list));
  return found ? { ranks: found.ranks, explanation: reasonsIn(text) || found.explanation } : undefined;
}

const reasonsIn = (text: string): string => REASONS.exec(text)?.[1]?.trim() ?? '';

function inFences(text: string): ClaimedRanking | undefined {
  return best([...text.matchAll(FENCED)].map((match) => parsed((match[1] ?? '').trim())));
}

function inBlocks(text: string): ClaimedRanking | undefined {
  if (ranksInText(text)?.length && />|≻|→/.test(text)) return undefined;
  const found = best(blocksIn(text).map(parsed));
  return found && { ranks: found.ranks, explanation: found.explanation || reasonsIn(text) };
}

function asList(text: string): ClaimedRanking | undefined {
  const ranks = ranksInText(text);
  return ranks && { ranks, explanation: reasonsIn(text) };
}

/** The longest list; the later one of equals, since models draft before they decide. */
function best(found: readonly (ClaimedRanking | undefined)[]): ClaimedRanking | undefined {
  const length = (ranking: ClaimedRanking | undefined) =>
    new Set(ranking?.ranks.flatMap(({ value }) => indicesOf(value))).size;
  return found.reduce(
    (chosen, ranking) => (ranking && length(ranking) >= length(chosen) ? ranking : chosen),
    undefined,
  );
}
