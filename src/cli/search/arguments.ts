import { readFile } from 'node:fs/promises';
import { InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { LeopardError } from '../../lib/errors.js';
import type { MetadataFilter } from '../../services/storage/types/index.js';
import type { PartArgument, QueryPictureArgument } from './types.js';

/** A stored picture's id, an address, or else a file. @throws LeopardError BAD_USER_INPUT */
export async function readPictureArgument(text: string): Promise<QueryPictureArgument> {
  if (/^[0-9a-f]{64}$/.test(text)) return { kind: 'stored', id: text };
  if (/^https?:\/\//i.test(text)) return { kind: 'url', url: text };
  const bytes = await readFile(text).catch((cause: unknown) => {
    throw new LeopardError(
      'BAD_USER_INPUT',
      `The picture ${text} cannot be read. Give a file, an http(s) address or the id of a stored picture.`,
      { cause },
    );
  });
  return { kind: 'file', path: text, bytes };
}

const DEFAULT_WEIGHT = 0.5;
/** `=2` at the end of an argument. */
const WEIGHT = /=(\d+(?:\.\d+)?|\.\d+)$/;

/**
 * Words, or after `@` a picture as --image takes it; then `=` and a weight, where it is not 0.5: `leopard`, `@mug.jpg=2`.
 * @throws LeopardError BAD_USER_INPUT
 */
export async function readPartArgument(given: string): Promise<PartArgument> {
  const weight = WEIGHT.exec(given)?.[1];
  const text = weight === undefined ? given : given.replace(WEIGHT, '');
  const counts = { weight: weight === undefined ? DEFAULT_WEIGHT : Number(weight) };
  return text.startsWith('@') ? { image: await readPictureArgument(text.slice(1)), ...counts } : { text, ...counts };
}

const condition = z.strictObject({
  key: z.string(),
  equals: z.json().optional(),
  in: z.array(z.json()).optional(),
  exists: z.boolean().optional(),
  lessThan: z.number().optional(),
  atMost: z.number().optional(),
  greaterThan: z.number().optional(),
  atLeast: z.number().optional(),
});
const conditions = z.array(condition).optional();
const filter = z.strictObject({ all: conditions, any: conditions, none: conditions });

/** For commander. @throws InvalidArgumentError saying the form */
export function filterArgument(text: string): MetadataFilter {
  try {
    return filter.parse(JSON.parse(text)) as MetadataFilter;
  } catch {
    throw new InvalidArgumentError(
      'It has to be JSON such as \'{"all": [{"key": "price", "lessThan": 20}]}\': lists all, any, none of conditions with a key and ' +
        'equals, in, exists, lessThan, atMost, greaterThan or atLeast.',
    );
  }
}

/** For commander. @throws InvalidArgumentError */
export function scoreArgument(text: string): number {
  const score = Number(text);
  if (!text.trim() || !(score >= -1 && score <= 1))
    throw new InvalidArgumentError('It has to be a number from -1 to 1.');
  return score;
}
