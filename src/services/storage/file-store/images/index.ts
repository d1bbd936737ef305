import type { EncoderIdentity } from '../../../encoder/types.js';
import type { ImageStore } from '../../images.js';
import { GroupCommitter } from './committer.js';
import { Compactor } from './compactor.js';
import type { StoredEntry } from './stored-entry.js';
import { EmbeddingFile } from './embedding-file.js';
import { requireIdentity } from '../../../encoder/identity.js';
import { FolderImageStore } from './image-store.js';
import { createStore, missingStore, readDescription, requireDescription, StoreLayout } from './layout.js';
import { lockDataFolder, type DataFolderLock } from '../../../../lib/folder-lock.js';
import { Purger, type PurgeHook } from './purger.js';
import { RecordLog } from './record-log.js';
import { replay, requireWholeLog, settleTemporary } from './recovery.js';
import { Reserve } from './reserve.js';
import { storageUnavailable, syncFolder } from '../../../../lib/atomic-file.js';
import { KeyedMutex } from '../../../../lib/keyed-mutex.js';

export { lockDataFolder, readLockHolder, type DataFolderLock, type LockHolder } from '../../../../lib/folder-lock.js';

export interface ImageStoreOptions {
  /** Of the encoder in use; left out by commands that need no encoder, which take the store as it is. */
  readonly identity?: EncoderIdentity;
  /** For a command without an encoder that may create a store. */
  readonly identityOfNew?: EncoderIdentity;
  /**
   * Removes what was made from deleted pictures elsewhere (renditions, rows of the vector store). A deletion is
   * complete when it resolves; where it rejects, the deletion does too, and the rest is done at the next start.
   */
  readonly purge?: PurgeHook;
  /** Where the folder has been locked already; the store then releases it when it closes. */
  readonly lock?: DataFolderLock;
  /** Told of what went wrong but stops nobody. */
  readonly warn?: (message: string, error?: unknown) => void;
  readonly now?: () => Date;
}

/**
 * Opens the image store in a data folder, creating it where there is none, and finishes what a crash interrupted.
 * @throws SetupError DATA_FOLDER_LOCKED, ENCODER_MISMATCH, STORE_DAMAGED, STORE_UNREADABLE, STORE_TOO_NEW, STORE_NOT_FOUND;
 *   LeopardError STORAGE_UNAVAILABLE where the disk refuses
 */
export async function openImageStore(folder: string, options: ImageStoreOptions = {}): Promise<ImageStore> {
  let lock = options.lock;
  try {
    lock ??= await lockDataFolder(folder);
    return await openLocked(new StoreLayout(folder), lock, options);
  } catch (error) {
    await lock?.release();
    throw storageUnavailable(error);
  }
}

async function openLocked(layout: StoreLayout, lock: DataFolderLock, options: ImageStoreOptions): Promise<ImageStore> {
  const { warn = () => undefined, purge = async () => undefined, now = () => new Date() } = options;
  const identity = await agreedIdentity(layout, options, now());
  const replayed = await replay(layout);
  requireWholeLog(layout, replayed);
  const { catalogue, unfinished, end, operations, deletions } = replayed;
  await settleTemporary(layout, catalogue);

  const used = [...catalogue.all()].map(({ slot }) => slot);
  const embeddings = await EmbeddingFile.open(layout.embeddings, identity.dimension, [...used, ...unfinished.values()]);
  const log = await RecordLog.open(layout.records, end);
  const reserve = new Reserve(layout.reserve);
  await reserve.take();

  const syncData = () => Promise.all([embeddings.sync(), syncFolder(layout.temporary)]).then(() => undefined);
  const committer = new GroupCommitter(log, reserve, syncData, operations);
  const purger = new Purger({ layout, embeddings, committer, reserve, hook: purge, unfinished });
  await purger.finishAll().catch((error: unknown) => warn('a deletion could not be completed yet', error));
  const placing = new Map<string, StoredEntry>();
  const compactor = new Compactor({ layout, log, committer, catalogue, placing, unfinished, warn }, deletions > 0);
  await compactor.erase();

  const release = async () => {
    await log.close();
    await embeddings.close();
    await lock.release();
  };
  return new FolderImageStore({
    ...{ layout, identity, lock, catalogue, embeddings, committer, purger, compactor, placing, release },
    mutex: new KeyedMutex(),
  });
}

/** For what reads only: it makes no store of a mistyped name. @throws SetupError STORE_NOT_FOUND */
export async function requireStore(folder: string): Promise<void> {
  await requireDescription(new StoreLayout(folder));
}

/** The identity that the store was made with, which has to be the encoder's. */
async function agreedIdentity(layout: StoreLayout, { identity, identityOfNew }: ImageStoreOptions, now: Date) {
  const description = await readDescription(layout);
  if (description !== undefined) {
    if (identity !== undefined) requireIdentity(layout.folder, description.identity, identity);
    return description.identity;
  }
  const first = identity ?? identityOfNew;
  if (first === undefined) missingStore(layout.folder);
  return (await createStore(layout, first, now)).identity;
}
