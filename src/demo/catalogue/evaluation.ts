import { basename, join } from 'node:path';
import { drawPicture, writeLines, type CatalogueEntry } from './draw-catalogue.js';
import type { ProductMetadata } from './metadata.js';
import { Random, seedOf } from './random.js';
import type { Subject } from './render.js';
import { QUESTION_KINDS, questionGroups, type Question, type QuestionKind } from './questions.js';

/** One line of the file that `leopard evaluate` reads. */
export interface QueryLine {
  /** Path relative to the file; left out where the question has no picture. */
  image?: string;
  instruction: string;
  /** Names of the files that are right. */
  relevant: string[];
  group: string;
}

export interface QueryOptions {
  /** Another seed, other questions and other query pictures. */
  seed: number;
  /** Questions of each group. */
  perGroup?: number;
  /** Kinds of question; all of them where nothing is said. */
  kinds?: readonly QuestionKind[];
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

const PER_GROUP = 150;
/** Draws that find no question with a right answer in the catalogue, before a group is left as it is. */
const TRIES = 500;

/**
 * Writes questions about a catalogue as JSONL, and beside it, in `query-pictures/`, freshly drawn pictures to ask them
 * with: none of them is in the catalogue. Groups are the four kinds of composed question, for targets that training saw
 * and for held-out ones, instructions alone, and instructions in wordings that training never used.
 */
export async function writeQueries(
  file: string,
  catalogue: readonly CatalogueEntry[],
  { seed, perGroup = PER_GROUP, kinds = QUESTION_KINDS, onProgress, signal }: QueryOptions,
): Promise<QueryLine[]> {
  const random = new Random(seedOf('queries', seed));
  const products = catalogue.flatMap(({ file: path, metadata }) =>
    metadata.kind === 'product' ? [{ name: basename(path), metadata }] : [],
  );
  const questions: (Question & { group: string; relevant: string[] })[] = [];
  for (const { kind, name: group, ask } of questionGroups(random)) {
    let found = 0;
    if (!kinds.includes(kind)) continue;
    for (let tries = 0; found < perGroup && tries < perGroup * TRIES; tries++) {
      const question = ask();
      if (question === undefined) continue;
      const relevant = products.filter(({ metadata }) => answers(metadata, question.wanted)).map(({ name }) => name);
      if (relevant.length === 0) continue;
      questions.push({ ...question, group, relevant });
      found += 1;
    }
  }
  const lines: QueryLine[] = [];
  for (const { picture, instruction, group, relevant } of questions) {
    signal?.throwIfAborted();
    const image = picture === undefined ? undefined : `query-pictures/${lines.length + 1}.jpg`;
    if (image !== undefined && picture !== undefined) {
      await drawPicture(join(file, '..', image), { ...picture, drawing: seedOf('query picture', seed, lines.length) });
    }
    lines.push({ ...(image === undefined ? {} : { image }), instruction, relevant, group });
    onProgress?.(lines.length, questions.length);
  }
  await writeLines(file, lines);
  return lines;
}

/** Whether a product has all that is asked for. */
function answers(product: ProductMetadata, wanted: Partial<Subject>): boolean {
  return (
    (wanted.category === undefined || product.category === wanted.category) &&
    (wanted.theme === undefined || product.theme === wanted.theme) &&
    (wanted.colour === undefined || wanted.colour === null || product.colours.includes(wanted.colour))
  );
}
