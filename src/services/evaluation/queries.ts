import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { SetupError } from '../../lib/errors.js';
import { isImageId } from '../image-files/image-id.js';

const line = z
  .object({
    image: z.string().min(1).optional(),
    instruction: z.string().min(1).optional(),
    relevant: z.array(z.string().min(1)),
    group: z.string().default('all'),
  })
  .refine(
    ({ image, instruction }) => image !== undefined || instruction !== undefined,
    'needs `image`, `instruction`, or both',
  );

/** One question with its right answers. */
export interface EvaluationQuery {
  /** Path of the query picture, or the id of a stored one (64 hexadecimal digits). */
  readonly image?: string;
  readonly instruction?: string;
  /** Ids or file names of the pictures that are right; none where nothing can answer it: see calibrate.ts. */
  readonly relevant: readonly string[];
  readonly group: string;
}

/**
 * Reads one query a line; picture paths are relative to the file.
 * @throws SetupError QUERIES_UNREADABLE, naming the line.
 */
export async function readQueries(file: string): Promise<EvaluationQuery[]> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new SetupError('QUERIES_UNREADABLE', `${file} cannot be read. Name a file with one JSON object a line.`, {
      cause,
    });
  });
  const queries = text
    .split('\n')
    .flatMap((content, index) => (content.trim() === '' ? [] : [readLine(content, index + 1, file)]));
  if (queries.length === 0)
    throw new SetupError('QUERIES_UNREADABLE', `${file} holds no queries. Write one JSON object a line.`);
  return queries;
}

/** How many pictures below a folder are there to ask with, and named as right by no query. */
export function countQueryPictures(queries: readonly EvaluationQuery[], folder: string): number {
  const right = new Set(queries.flatMap(({ relevant }) => relevant.map((name) => path.basename(name))));
  const inside = queries.flatMap(({ image }) =>
    image === undefined || isImageId(image) || path.relative(folder, image).startsWith('..') ? [] : [image],
  );
  return [...new Set(inside)].filter((image) => !right.has(path.basename(image))).length;
}

function readLine(content: string, number: number, file: string): EvaluationQuery {
  const refuse = (fault: string, cause?: unknown): SetupError =>
    new SetupError(
      'QUERIES_UNREADABLE',
      `${file}, line ${number}: ${fault}. Each line is {"image": "query.jpg", "instruction": "as a mug", "relevant": ["file or id", …], "group": "…"}.`,
      { cause },
    );
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch (cause) {
    throw refuse('this is not JSON', cause);
  }
  const result = line.safeParse(value);
  if (!result.success)
    throw refuse(result.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`.trim()).join('; '));
  const { image } = result.data;
  return {
    ...result.data,
    image: image === undefined || isImageId(image) ? image : path.resolve(path.dirname(file), image),
  };
}
