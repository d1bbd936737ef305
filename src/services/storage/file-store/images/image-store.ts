import { readFile, rename, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { LeopardError } from '../../../../lib/errors.js';
import type { EncoderIdentity } from '../../../encoder/types.js';
import type {
  ImageOrder,
  ImagePage,
  ImageStore,
  JsonObject,
  MetadataFilter,
  NewImage,
  StoredImage,
} from '../../images.js';
import type { Catalogue } from './catalogue.js';
import type { StoredEntry } from './stored-entry.js';
import { checkNewImage } from './check.js';
import type { GroupCommitter } from './committer.js';
import type { Compactor } from './compactor.js';
import { isMissing, removeFile, storageUnavailable, syncFolder, writeSynced } from '../../../../lib/atomic-file.js';
import { embeddingChecksum, type EmbeddingFile } from './embedding-file.js';
import type { StoreLayout } from './layout.js';
import type { DataFolderLock } from '../../../../lib/folder-lock.js';
import type { Purger } from './purger.js';
import type { KeyedMutex } from '../../../../lib/keyed-mutex.js';

/** Embeddings read at a time by `entries`. */
const READ_AHEAD = 128;

/** What a store in a folder is made of; `openImageStore` puts it together. */
export interface StoreParts {
  readonly layout: StoreLayout;
  readonly identity: EncoderIdentity;
  readonly lock: DataFolderLock;
  readonly catalogue: Catalogue;
  readonly embeddings: EmbeddingFile;
  readonly committer: GroupCommitter;
  readonly purger: Purger;
  readonly mutex: KeyedMutex;
  /** Durable, but not yet where they belong, and so not yet shown. */
  readonly placing: Map<string, StoredEntry>;
  readonly compactor: Compactor;
  readonly release: () => Promise<void>;
}

/**
 * The image store in a local folder. A picture is written under a temporary name and fsynced, then its embedding, then
 * its record in the log: from there on it is stored, whatever happens. Then it moves to its place and is acknowledged.
 */
export class FolderImageStore implements ImageStore {
  /** Originals whose move failed: stored, and moved at the next start. */
  private readonly unmoved = new Set<string>();
  private closed: Promise<void> | undefined;

  constructor(private readonly parts: StoreParts) {}

  get count(): number {
    return this.parts.catalogue.count;
  }

  get identity(): EncoderIdentity {
    return this.parts.identity;
  }

  get(id: string): StoredImage | undefined {
    return this.parts.catalogue.get(id)?.record;
  }

  async announce(url: string): Promise<void> {
    await this.parts.lock.announce(url);
  }

  async put(image: NewImage): Promise<void> {
    const { id } = image.record;
    await this.change([id], async () => {
      await checkNewImage(image, this.identity.dimension);
      const known = this.parts.catalogue.get(id);
      if (known !== undefined && (await this.isWhole(known))) return;
      await this.parts.purger.finish([id]);
      await this.write({ ...image, record: known?.record ?? image.record });
    });
  }

  async update(id: string, change: { metadata?: JsonObject; fileName?: string | null }) {
    return this.change([id], async () => {
      const entry = this.parts.catalogue.get(id);
      if (entry === undefined) return undefined;
      const { metadata = entry.record.metadata, fileName = entry.record.fileName } = change;
      const record = plain({ ...entry.record, metadata, fileName });
      const { slot, checksum } = entry;
      await this.parts.committer.commit({ put: record, slot, checksum }, () =>
        this.parts.catalogue.set({ ...entry, record }),
      );
      await this.parts.compactor.consider();
      return record;
    });
  }

  async delete(ids: readonly string[]): Promise<{ deleted: string[]; notFound: string[] }> {
    const wanted = [...new Set(ids)];
    return this.change(wanted, async () => {
      const { catalogue, committer, purger, compactor } = this.parts;
      const deleted = wanted.filter((id) => catalogue.get(id) !== undefined || purger.isUnfinished(id));
      await Promise.all(
        deleted.map(async (id) => {
          const entry = catalogue.get(id);
          if (entry === undefined) return;
          await committer.commit({ delete: id, slot: entry.slot }, () => {
            catalogue.delete(id);
            this.unmoved.delete(id);
            purger.add(id, entry.slot);
            compactor.noteErasure();
          });
        }),
      );
      await purger.finish(deleted);
      await this.parts.compactor.consider();
      return { deleted, notFound: wanted.filter((id) => !deleted.includes(id)) };
    });
  }

  async original(id: string): Promise<Uint8Array> {
    const missing = () =>
      new LeopardError(
        'IMAGE_NOT_FOUND',
        `There is no picture ${id}. It may have been deleted; list those that are there with \`images\`.`,
      );
    if (this.parts.catalogue.get(id) === undefined) throw missing();
    try {
      return await readFile(this.originalPath(id));
    } catch (error) {
      if (isMissing(error) && this.parts.catalogue.get(id) === undefined) throw missing();
      throw isMissing(error) ? damaged(`The original of picture ${id} is missing.`, error) : storageUnavailable(error);
    }
  }

  originalPath(id: string): string {
    const { layout } = this.parts;
    return resolve(this.unmoved.has(id) ? layout.temporaryOriginal(id) : layout.original(id));
  }

  async embedding(id: string): Promise<Float32Array | undefined> {
    const entry = this.parts.catalogue.get(id);
    if (entry === undefined) return undefined;
    const embedding = await this.parts.embeddings.read(entry.slot, entry.checksum);
    if (embedding !== undefined) return embedding;
    // The slot may have been given to another picture since; only for one that is still there this is damage.
    if (this.parts.catalogue.get(id)?.slot !== entry.slot) return undefined;
    throw damaged(`The embedding of picture ${id} is damaged.`);
  }

  list(options: { first: number; after?: string; order: ImageOrder; filter?: MetadataFilter }): ImagePage {
    return this.parts.catalogue.list(options);
  }

  metadataFields(first: number, valuesFirst: number) {
    return this.parts.catalogue.metadataFields(first, valuesFirst);
  }

  async *entries() {
    let last: StoredEntry | undefined;
    for (;;) {
      const place = last && { time: last.time, id: last.record.id };
      const batch = this.parts.catalogue.following(place, READ_AHEAD);
      last = batch.at(-1);
      if (last === undefined) return;
      const embeddings = await Promise.all(batch.map(({ record }) => this.embedding(record.id)));
      for (const [index, embedding] of embeddings.entries()) {
        const record = this.get(batch[index]?.record.id ?? '');
        if (record !== undefined && embedding !== undefined) yield { record, embedding };
      }
    }
  }

  close(): Promise<void> {
    this.closed ??= this.shutDown();
    return this.closed;
  }

  private async shutDown(): Promise<void> {
    await this.parts.mutex.idle();
    await this.parts.compactor.erase();
    await this.parts.release();
  }

  /** Runs a change of some pictures when earlier changes of the same pictures are done. */
  private change<T>(ids: readonly string[], task: () => Promise<T>): Promise<T> {
    if (this.closed !== undefined) {
      const error = new LeopardError(
        'STORAGE_UNAVAILABLE',
        'The server is stopping. Repeat the request when it is up.',
      );
      return Promise.reject(error);
    }
    return this.parts.mutex.run(ids, async () => {
      try {
        return await task();
      } catch (error) {
        throw storageUnavailable(error);
      }
    });
  }

  private async write({ original, record, embedding }: NewImage): Promise<void> {
    const { layout, embeddings, committer, placing } = this.parts;
    const temporary = layout.temporaryOriginal(record.id);
    const time = Date.parse(record.createdAt);
    let slot: number | undefined;
    try {
      await writeSynced(temporary, original);
      slot = await embeddings.write(embedding);
      const entry = { record: plain(record), slot, checksum: embeddingChecksum(embedding), time };
      await committer.commit({ put: entry.record, slot, checksum: entry.checksum }, () =>
        placing.set(record.id, entry),
      );
    } catch (error) {
      if (slot !== undefined) embeddings.release(slot);
      await removeFile(temporary);
      throw error;
    }
    await this.place(record.id);
  }

  /** Moves an original to its shelf. Where that fails it stays where it is, fsynced, and is moved at the next start. */
  private async place(id: string): Promise<void> {
    const { layout, catalogue, placing, embeddings } = this.parts;
    try {
      await rename(layout.temporaryOriginal(id), layout.original(id));
      await syncFolder(layout.shelf(id));
    } catch {
      this.unmoved.add(id);
    }
    const entry = placing.get(id);
    if (entry === undefined) return;
    const replaced = catalogue.get(id);
    placing.delete(id);
    catalogue.set(entry);
    if (replaced !== undefined) embeddings.release(replaced.slot);
  }

  /** Whether the files of a stored picture are there; the doctor looks closer. */
  private async isWhole({ record, slot, checksum }: StoredEntry): Promise<boolean> {
    const size = await stat(this.originalPath(record.id)).then(
      (status) => status.size,
      () => -1,
    );
    return size === record.bytes && (await this.parts.embeddings.read(slot, checksum)) !== undefined;
  }
}

/** As it will be read back after a restart. */
function plain(record: StoredImage): StoredImage {
  return JSON.parse(JSON.stringify(record)) as StoredImage;
}

function damaged(what: string, cause?: unknown): LeopardError {
  return new LeopardError('STORAGE_UNAVAILABLE', `${what} Stop the server and run \`leopard doctor --repair\`.`, {
    cause,
  });
}
