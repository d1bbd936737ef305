import { asciiDigits, indicesOf } from './indices.js';
import type { ClaimedRank } from './types.js';

/** `[3] > [1] > 2`, the form of RankGPT (arXiv:2304.09542). */
const CHAIN = /(?<![\w<])\[?\s*\d{1,3}\s*\]?(?:\s*(?:>|≻|→|->|=>)\s*\[?\s*\d{1,3}\s*\]?)+/;
/** `1. Item 4`, `- image #4: …`: a list, one candidate a line. */
const NAMED_LINE =
  /^\s*(?:(?:\d{1,3}[.):]|[-*•])\s*)?(?:\*\*)?(?:(?:image|item|candidate|index|picture|option|number|no\.?)\s*#?|#)\s*(\d{1,3})\b(?:\*\*)?[\s:.,–—-]*(.*)$/i;
/** `1. 4`, `- 4`, `1) 4: because`: a mark, then the index alone. */
const MARKED_LINE = /^\s*(?:\d{1,3}[.)]|[-*•])\s+(?:\*\*)?(\d{1,3})(?:\*\*)?(?=\s|[:.,–—-]|$)[\s:.,–—-]*(.*)$/;
const SEPARATOR = /\s*[,;|/、،]\s*(?:(?:and|und|et)\s+)?|\s+(?:and|und|et|y|e|и)\s+/iu;
const LABEL = /^(?:[\p{L} ]{1,30}:)?\s*/u;

const plain = (values: readonly unknown[]): ClaimedRank[] => values.map((value) => ({ value, reason: null }));

/** A ranking written without JSON; undefined where the text holds no list that is nothing but one. */
export function ranksInText(text: string): readonly ClaimedRank[] | undefined {
  const ascii = asciiDigits(text);
  const chain = CHAIN.exec(ascii);
  if (chain) return plain(chain[0].match(/\d+/g) ?? []);
  return ranksInLines(ascii) ?? ranksInOneLine(ascii);
}

/** Two lines or more that each name a candidate. */
function ranksInLines(text: string): readonly ClaimedRank[] | undefined {
  for (const form of [NAMED_LINE, MARKED_LINE]) {
    const ranks = text.split('\n').flatMap((line) => {
      const match = form.exec(line);
      return match ? [{ value: match[1], reason: match[2]?.trim() || null }] : [];
    });
    if (ranks.length > 1) return ranks;
  }
  return undefined;
}

/** A line that is a list and nothing else, a label before it apart: `Ranking: 3, 1, 2`, `three; one; two`, `0-8`, `3 1 2`. */
function ranksInOneLine(text: string): readonly ClaimedRank[] | undefined {
  for (const line of text.split('\n')) {
    const body = line
      .replace(LABEL, '')
      .replace(/[\s.]+$/, '')
      .replace(/^[\s([{]+|[\s)\]}]+$/g, '');
    if (!body) continue;
    const items = SEPARATOR.test(body) ? body.split(SEPARATOR) : listWithSpaces(body);
    const found = items.filter(Boolean);
    if (found.length > 0 && found.every((item) => item.length <= 24 && indicesOf(item).length > 0)) return plain(found);
  }
  return undefined;
}

const listWithSpaces = (body: string): string[] => (/^-?\d+(?:\s+-?\d+)*$/.test(body) ? body.split(/\s+/) : [body]);
