import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SetupError } from '../../../../lib/errors.js';
import { checkLength } from '../../tokenizer/length.js';
import type { Tokenizer } from '../../tokenizer/types.js';
import { BYTE_SYMBOLS, BytePairs } from './byte-pairs.js';

export const MERGES_FILE = 'merges.txt';

/** JavaScript's `\s` has U+FEFF and lacks U+0085. */
const WHITE_SPACE = /\p{White_Space}+/gu;
const PIECES = /'s|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}|[^\p{White_Space}\p{L}\p{N}]+/gu;

/** Characters that are looked at. A model takes 77 tokens, and no token has a fiftieth of this. */
const LONGEST_TEXT = 4000;

interface ClipTokenizer {
  readonly tokenizer: Tokenizer;
  /** Ids of `<|startoftext|>` and `<|endoftext|>`. */
  readonly start: number;
  readonly end: number;
}

/**
 * CLIP's byte-level byte pair encoding, as transformers' `CLIPTokenizerFast` does it, but that special tokens somebody types are text.
 * The vocabulary follows from the merges: 256 byte symbols, the same at the end of a word, one for each merge, two special ones.
 *
 * @param vocabulary rows of the model's token table
 * @throws SetupError TOKENIZER_MISSING, TOKENIZER_INVALID
 */
export async function loadClipTokenizer(folder: string, vocabulary: number): Promise<ClipTokenizer> {
  const path = join(folder, MERGES_FILE);
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new SetupError(
      'TOKENIZER_MISSING',
      `The tokeniser's file ${path} cannot be read. Install the model again (\`leopard models install\`).`,
      { cause },
    );
  });
  const merges = parse(path, text);
  const start = 2 * BYTE_SYMBOLS + merges.length;
  const end = start + 1;
  if (end + 1 !== vocabulary) {
    throw invalid(
      path,
      `it makes a vocabulary of ${end + 1} entries, but the model has ${vocabulary}: it belongs to another model`,
    );
  }
  const pairs = bytePairs(path, merges);
  const encode = (instruction: string): number[] => {
    checkLength(instruction);
    const pieces = [...prepare(instruction).slice(0, LONGEST_TEXT).matchAll(PIECES)];
    return [start, ...pieces.flatMap(([piece]) => pairs.encode(piece)), end];
  };
  return { ...{ start, end }, tokenizer: { encode } };
}

/** NFC, white space to one space, then lower case one character at a time: a final capital sigma is σ, never ς. */
function prepare(text: string): string {
  // By way of UTF-8, in which an unpaired surrogate becomes U+FFFD.
  const normal = Buffer.from(text).toString().normalize('NFC').replace(WHITE_SPACE, ' ');
  return Array.from(normal, (character) => character.toLowerCase()).join('');
}

/** Two symbols on each line, in the order of their rank; the first line is a comment. */
function parse(path: string, text: string): [string, string][] {
  const lines = text.split(/\r?\n/).filter((line, index) => line !== '' && !(index === 0 && line.startsWith('#')));
  return lines.map((line) => {
    const [left, right, ...rest] = line.split(' ');
    if (left && right && rest.length === 0) return [left, right];
    throw invalid(path, `${JSON.stringify(line.slice(0, 80))} is not two symbols`);
  });
}

function bytePairs(path: string, merges: readonly (readonly [string, string])[]): BytePairs {
  try {
    return new BytePairs(merges);
  } catch (error) {
    throw invalid(path, `${error instanceof Error ? error.message.slice(0, 80) : ''} joins symbols that do not exist`);
  }
}

const invalid = (path: string, what: string): SetupError =>
  new SetupError('TOKENIZER_INVALID', `${path} does not fit: ${what}. Install the model again.`);
