import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing, replaceFile } from '../../../lib/atomic-file.js';
import { SetupError } from '../../../lib/errors.js';
import type { EncoderIdentity } from '../../encoder/types.js';

/** Of a data folder that has a record log in place of a database. */
export const OLD_FORMAT = 1;
/** Written where the database is the truth, so that a Leopard of the old format refuses the folder. */
const FORMAT = 2;

/** SHA-256, 64 hexadecimal digits. */
export const SHA256 = /^[0-9a-f]{64}$/;

/** Where things lie in a folder of the old format. */
export const oldPaths = (folder: string) => ({
  description: join(folder, 'store.json'),
  records: join(folder, 'records.log'),
  embeddings: join(folder, 'embeddings.f32'),
  temporary: join(folder, 'temporary'),
  /** `<search id>` or `<search id>~<SHA-256 of its picture>`. */
  results: join(folder, 'searches', 'results'),
  queryPictures: join(folder, 'searches', 'pictures'),
  keys: join(folder, 'keys.json'),
  secret: join(folder, 'signing-secret'),
  owner: join(folder, 'vector-store.json'),
  spending: join(folder, 'reranker', 'spending.json'),
  rankings: join(folder, 'reranker', 'rankings'),
});

/** What store.json says of a folder of the old format. */
export interface OldDescription {
  readonly format: number;
  readonly identity: EncoderIdentity;
}

/**
 * `none`: nothing says what the folder holds. `old`: its truth is the record log, whatever lies beside it. `new`: it is the database.
 * @throws SetupError STORE_UNREADABLE, STORE_TOO_NEW
 */
export async function formatOf(folder: string): Promise<'none' | 'old' | 'new'> {
  const { description: path } = oldPaths(folder);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (text === undefined) return 'none';
  const format = parse(text)?.format;
  if (format === undefined) {
    throw new SetupError(
      'STORE_UNREADABLE',
      `${path} is not readable as the description of an image store. Put it back from a backup; the pictures beside it are untouched.`,
    );
  }
  if (format > FORMAT) {
    throw new SetupError(
      'STORE_TOO_NEW',
      `The data folder ${folder} was written by a newer Leopard (format ${format}, this one reads ${FORMAT}). Use that version, or another DATA_FOLDER.`,
    );
  }
  return format === FORMAT ? 'new' : 'old';
}

/** @throws Error for a file that was not looked at by `formatOf` */
export async function readOldDescription(folder: string): Promise<OldDescription> {
  const description = parse(await readFile(oldPaths(folder).description, 'utf8'));
  if (description === undefined) throw new Error('store.json was readable before');
  return description;
}

/** From here on the database is the truth: one rename, durable when it resolves. */
export async function markNew(folder: string): Promise<void> {
  // The old format wants the dimension of an encoder, or it takes the file for damaged and not for newer.
  const description = { format: FORMAT, identity: { dimension: 0 }, note: 'The pictures are in leopard.db.' };
  await replaceFile(oldPaths(folder).description, `${JSON.stringify(description, null, 2)}\n`);
}

/** Bytes of a file; undefined where there is none. */
export const sizeOf = (path: string): Promise<number | undefined> =>
  stat(path).then(
    ({ size }) => size,
    () => undefined,
  );

function parse(text: string): OldDescription | undefined {
  try {
    const { format, identity } = JSON.parse(text) as Partial<OldDescription>;
    return typeof format === 'number' && typeof identity?.dimension === 'number' ? { format, identity } : undefined;
  } catch {
    return undefined;
  }
}
