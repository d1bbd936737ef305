import { readFile } from 'node:fs/promises';
import { SetupError } from '../../../lib/errors.js';
import type { Decoders } from '../../image-files/decoders/decoders.js';
import { operationModule } from '../../image-files/decoders/operation.js';
import type { ImageLimits } from '../../image-files/limits.js';
import type { PictureFinder } from './find-picture.js';
import { evenly, Spread } from './spread.js';
import type { AdoptableCollection } from './types.js';

/** Rows out of which the sample is chosen. */
const CANDIDATES = 4096;

export interface FoundPicture {
  readonly key: string;
  /** As the row has it. */
  readonly path: string;
  readonly file: string;
}

export interface MissingPicture {
  readonly key: string;
  readonly path: string | null;
}

export interface Survey {
  readonly rows: number;
  readonly missing: readonly MissingPicture[];
  /** Some whose pictures are there, evenly spread. */
  readonly candidates: readonly FoundPicture[];
}

/**
 * Looks for the picture of every row, and reads none.
 * @throws SetupError ADOPT_NO_PATHS, ADOPT_NO_PICTURES; the reason of the signal
 */
export async function surveyRows(
  source: AdoptableCollection,
  pathField: string,
  find: PictureFinder,
  signal: AbortSignal,
): Promise<Survey> {
  const candidates = new Spread<FoundPicture>(CANDIDATES);
  const missing: MissingPicture[] = [];
  let rows = 0;
  for await (const page of source.keys()) {
    for (const { key, path } of page) {
      signal.throwIfAborted();
      rows++;
      const file = path === undefined ? undefined : await find(path);
      if (path === undefined || file === undefined) missing.push({ key, path: path ?? null });
      else candidates.add({ key, path, file });
    }
  }
  if (candidates.items.length === 0) throw nothingFound(source.name, pathField, rows, missing);
  return { rows, missing, candidates: candidates.items };
}

function nothingFound(name: string, field: string, rows: number, missing: readonly MissingPicture[]): SetupError {
  const path = missing.find((row) => row.path !== null)?.path;
  if (rows === 0) return new SetupError('ADOPT_EMPTY', `The collection ${name} has no rows.`);
  if (path === undefined) {
    const message = `No row of ${name} has a text in the field "${field}". Name the one with the pictures' paths: --path-field.`;
    return new SetupError('ADOPT_NO_PATHS', message);
  }
  return new SetupError(
    'ADOPT_NO_PICTURES',
    `None of the ${rows} pictures was found; the first is said to be ${path}. Name the folder that they are in: --pictures.`,
  );
}

const VARIANTS = operationModule<ImageLimits, boolean>('variants-operation', import.meta.url);

/**
 * Some evenly spread, and as many more of those on which the two preprocessings can differ: most pictures cannot tell one from the other.
 */
export async function chooseSample(
  { candidates }: Survey,
  count: number,
  decoders: Decoders,
  limits: ImageLimits,
): Promise<FoundPicture[]> {
  const telling = await Promise.all(
    candidates.map(async (picture) => {
      const load = () => readFile(picture.file);
      const differ = await decoders.run(VARIANTS, { load }, limits, { priority: 'bulk' }).then(
        ({ facts }) => facts,
        () => false,
      );
      return differ ? [picture] : [];
    }),
  );
  return [...new Set([...evenly(candidates, count), ...evenly(telling.flat(), count)])];
}
