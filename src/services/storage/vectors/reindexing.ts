import { resolve } from 'node:path';
import type { Logger } from 'pino';
import type { StorageConfig } from '../../../config/index.js';
import { LeopardError } from '../../../lib/errors.js';
import type { EncoderIdentity } from '../../encoder/types.js';
import type { ImageStore } from '../images.js';
import { openVectorStore, vectorStoreAddress, vectorStoreKind } from './open.js';
import { synchronise } from './synchronise.js';
import type { VectorRecord, VectorStore } from './types.js';

/** Another vector store to fill; what is left out is as configured. */
export interface ReindexTarget {
  /** As in VECTOR_STORE. */
  readonly to?: string;
  readonly token?: string;
  readonly database?: string;
}

export interface ReindexOptions {
  /** Pictures done so far, of all. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

export interface ReindexOutcome {
  /** Address of the store that was filled. */
  readonly store: string;
  readonly collection: string;
  readonly pictures: number;
  /** False where the store is another one than the server's: it becomes active at the next start with that setting. */
  readonly active: boolean;
}

export interface ReindexingParts {
  readonly images: ImageStore;
  readonly vectors: VectorStore;
  readonly storage: StorageConfig;
  readonly identity: EncoderIdentity;
  readonly logger?: Logger;
}

/** Builds indexes from the image store, without encoding: the active one anew, or one in another engine. One at a time. */
export class Reindexing {
  #running = false;

  constructor(private readonly parts: ReindexingParts) {}

  /**
   * Can be interrupted at any time; the next run goes on where it was.
   * @throws LeopardError OVERLOADED where one is running; VECTOR_STORE_UNAVAILABLE; SetupError
   */
  async run({ to, token, database }: ReindexTarget = {}, options: ReindexOptions = {}): Promise<ReindexOutcome> {
    if (this.#running)
      throw new LeopardError('OVERLOADED', 'An index is being built already. Wait until it is done, then try again.');
    this.#running = true;
    try {
      const active = vectorStoreAddress(this.parts.storage);
      if (to === undefined || samePlace(to, active)) return await this.#rebuild(active, options);
      const storage = {
        ...this.parts.storage,
        vectorStore: to,
        vectorStoreToken: token ?? this.parts.storage.vectorStoreToken,
        vectorStoreDatabase: database ?? this.parts.storage.vectorStoreDatabase,
      };
      return await this.#fill(storage, to, options);
    } finally {
      this.#running = false;
    }
  }

  async #rebuild(store: string, { onProgress, signal }: ReindexOptions): Promise<ReindexOutcome> {
    const { images, vectors } = this.parts;
    let done = 0;
    await vectors.rebuild(records(images), {
      signal,
      onProgress: (count) => onProgress?.((done = count), Math.max(count, images.count)),
    });
    return { store, collection: vectors.collection, pictures: done, active: true };
  }

  async #fill(storage: StorageConfig, store: string, options: ReindexOptions): Promise<ReindexOutcome> {
    const { images, identity, logger } = this.parts;
    const target = await openVectorStore(storage, { identity, logger, adopt: true });
    try {
      await synchronise(images, target, options);
      await target.optimise();
      return { store, collection: target.collection, pictures: await target.count(), active: false };
    } finally {
      await target.close();
    }
  }
}

/** Folders may be written in several ways. */
const samePlace = (left: string, right: string): boolean =>
  left === right ||
  (vectorStoreKind(left) !== 'milvus' && vectorStoreKind(right) !== 'milvus' && resolve(left) === resolve(right));

async function* records(images: ImageStore): AsyncIterable<VectorRecord> {
  for await (const { record, embedding } of images.entries())
    yield { id: record.id, embedding, metadata: record.metadata };
}
