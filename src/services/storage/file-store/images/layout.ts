import { mkdir, readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SetupError } from '../../../../lib/errors.js';
import type { EncoderIdentity } from '../../../encoder/types.js';
import { isMissing, replaceFile, syncFolder, writeSynced } from '../../../../lib/atomic-file.js';

/** Raised when a change of the files could not be read by an earlier version. */
export const FORMAT = 1;

/** Id of a picture: SHA-256, 64 hexadecimal digits. Everything else never becomes a path. */
export const IMAGE_ID = /^[0-9a-f]{64}$/;

/**
 * Where things lie in a data folder:
 *
 *     store.json          format and the encoder that the embeddings belong to
 *     records.log         checksummed groups of operations, appended and fsynced (record-log.ts)
 *     embeddings.f32      one slot of dimension × 4 bytes for each picture (embedding-file.ts)
 *     originals/ab/<id>   the bytes as they came; 256 folders by the first two digits of the id
 *     temporary/<id>      originals that are being written, or deleted files on their way out
 *     recovered/          whole pictures that `leopard doctor --repair` set aside, ready for `leopard ingest`
 *     damaged/            what is left of others
 *     reserve             room kept for deletions on a full disk
 */
export class StoreLayout {
  readonly description: string;
  readonly records: string;
  readonly embeddings: string;
  readonly originals: string;
  readonly temporary: string;
  readonly recovered: string;
  readonly damaged: string;
  readonly reserve: string;

  constructor(readonly folder: string) {
    this.description = join(folder, 'store.json');
    this.records = join(folder, 'records.log');
    this.embeddings = join(folder, 'embeddings.f32');
    this.originals = join(folder, 'originals');
    this.temporary = join(folder, 'temporary');
    this.recovered = join(folder, 'recovered');
    this.damaged = join(folder, 'damaged');
    this.reserve = join(folder, 'reserve');
  }

  /** The folder of an original. */
  shelf(id: string): string {
    return join(this.originals, checkedId(id).slice(0, 2));
  }

  original(id: string): string {
    return join(this.shelf(id), id);
  }

  temporaryOriginal(id: string): string {
    return join(this.temporary, checkedId(id));
  }
}

function checkedId(id: string): string {
  if (!IMAGE_ID.test(id)) throw new Error('an image id is 64 hexadecimal digits');
  return id;
}

/** What store.json says. */
export interface StoreDescription {
  readonly format: number;
  readonly identity: EncoderIdentity;
  /** ISO 8601. */
  readonly createdAt: string;
}

/**
 * The description of an existing store; undefined where the folder has none.
 * @throws SetupError STORE_UNREADABLE, STORE_TOO_NEW
 */
export async function readDescription(layout: StoreLayout): Promise<StoreDescription | undefined> {
  let text: string;
  try {
    text = await readFile(layout.description, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  const description = parseDescription(text);
  if (description === undefined) {
    throw new SetupError(
      'STORE_UNREADABLE',
      `${layout.description} is not readable as the description of an image store. Put it back from a backup; the pictures beside it are untouched.`,
    );
  }
  if (description.format > FORMAT) {
    throw new SetupError(
      'STORE_TOO_NEW',
      `The data folder ${layout.folder} was written by a newer Leopard (format ${description.format}, this one reads ${FORMAT}). Use that version, or another DATA_FOLDER.`,
    );
  }
  return description;
}

/**
 * The description of a store that has to be there.
 * @throws SetupError STORE_NOT_FOUND, STORE_UNREADABLE, STORE_TOO_NEW
 */
export async function requireDescription(layout: StoreLayout): Promise<StoreDescription> {
  return (await readDescription(layout)) ?? missingStore(layout.folder);
}

export function missingStore(folder: string): never {
  throw new SetupError(
    'STORE_NOT_FOUND',
    `There is no image store in ${folder}. Name the folder that the server uses: DATA_FOLDER, --data-folder. \`leopard ingest\` makes a new one.`,
  );
}

function parseDescription(text: string): StoreDescription | undefined {
  try {
    const value = JSON.parse(text) as Partial<StoreDescription>;
    const { format, identity } = value;
    const readable = typeof format === 'number' && typeof identity?.dimension === 'number';
    return readable ? (value as StoreDescription) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Creates the folders and, last, the description: a folder without it is no store yet, whatever a crash left.
 * @throws SetupError STORE_UNREADABLE where records are there without their description
 */
export async function createStore(
  layout: StoreLayout,
  identity: EncoderIdentity,
  now: Date,
): Promise<StoreDescription> {
  const written = await stat(layout.records).catch(() => undefined);
  if (written !== undefined && written.size > 0) {
    throw new SetupError(
      'STORE_UNREADABLE',
      `${layout.folder} holds pictures but no store.json. Put it back from a backup, or use another DATA_FOLDER.`,
    );
  }
  for (let shelf = 0; shelf < 256; shelf++) {
    await mkdir(join(layout.originals, shelf.toString(16).padStart(2, '0')), { recursive: true });
  }
  await mkdir(layout.temporary, { recursive: true });
  await syncFolder(layout.originals);
  await writeSynced(layout.records, '');
  const description = { format: FORMAT, identity, createdAt: now.toISOString() };
  await replaceFile(layout.description, `${JSON.stringify(description, null, 2)}\n`);
  return description;
}

/** Names in a folder; none where it is not there. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
