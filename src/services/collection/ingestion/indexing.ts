import type { Logger } from 'pino';
import { isDeepStrictEqual } from 'node:util';
import type { ImageStore, JsonObject, NewImage, StoredImage } from '../../storage/images.js';
import { KeyedMutex } from '../../../lib/keyed-mutex.js';
import { synchronise } from '../../storage/vectors/synchronise.js';
import type { VectorStore } from '../../storage/vectors/types.js';

export interface IndexingOptions {
  readonly images: ImageStore;
  readonly vectors: VectorStore;
  readonly logger: Logger;
}

/** What may be changed of a stored picture. */
export interface ImageChange {
  readonly metadata?: JsonObject;
  readonly fileName?: string;
}

const REPAIR_MILLISECONDS = 5000;

/**
 * Every change of the collection, in the order that loses nothing: first the image store (durable), then the vector
 * store, then the acknowledgement. Changes of one picture take turns. What the vector store missed while it was
 * away is brought up in the background, and at the next change of that picture.
 */
export class Indexing {
  private readonly mutex = new KeyedMutex();
  /** Pictures whose row in the vector store may be missing or old. */
  private readonly behind = new Set<string>();
  private readonly closing = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private repairing: Promise<void> | undefined;

  constructor(private readonly options: IndexingOptions) {}

  /** Runs one change of a picture after the earlier ones of the same picture. */
  inTurn<T>(id: string, task: () => Promise<T>): Promise<T> {
    return this.mutex.run([id], task);
  }

  /** Inside `inTurn`. Stores and indexes a new picture. */
  async add(image: NewImage): Promise<StoredImage> {
    const { images } = this.options;
    await images.put(image);
    const record = images.get(image.record.id) ?? image.record;
    await this.index(record, image.embedding);
    return record;
  }

  /** Inside `inTurn`. Changes what differs; a picture that is not there stays undefined. */
  async change(id: string, { metadata, fileName }: ImageChange) {
    const { images } = this.options;
    const known = images.get(id);
    if (known === undefined) return undefined;
    const newMetadata = metadata !== undefined && !isDeepStrictEqual(plain(metadata), plain(known.metadata));
    const newName = fileName !== undefined && fileName !== known.fileName;
    if (!newMetadata && !newName) {
      if (this.behind.has(id)) await this.index(known);
      return { image: known, changed: false };
    }
    const change = { ...(newMetadata && { metadata }), ...(newName && { fileName }) };
    const image = await images.update(id, change);
    if (image === undefined) return undefined;
    if (newMetadata || this.behind.has(id)) await this.index(image);
    return { image, changed: true };
  }

  setMetadata(id: string, metadata: JsonObject): Promise<StoredImage | undefined> {
    return this.inTurn(id, async () => (await this.change(id, { metadata }))?.image);
  }

  /** The image store removes the rows of the vector store with the pictures, and finishes it after a crash. */
  delete(ids: readonly string[]): Promise<{ deleted: string[]; notFound: string[] }> {
    return this.mutex.run(ids, async () => {
      for (const id of ids) this.behind.delete(id);
      return this.options.images.delete(ids);
    });
  }

  async close(): Promise<void> {
    clearTimeout(this.timer);
    this.closing.abort();
    await this.mutex.idle();
    await this.repairing;
  }

  private async index(record: StoredImage, known?: Float32Array): Promise<void> {
    const { images, vectors } = this.options;
    const embedding = known ?? (await images.embedding(record.id));
    if (embedding === undefined) return;
    this.behind.add(record.id);
    try {
      await vectors.upsert([{ id: record.id, embedding, metadata: record.metadata }]);
      this.behind.delete(record.id);
    } catch (error) {
      this.repairLater();
      throw error;
    }
  }

  private repairLater(): void {
    if (this.closing.signal.aborted) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.repairing = this.repair();
    }, REPAIR_MILLISECONDS).unref();
  }

  private async repair(): Promise<void> {
    const { images, vectors, logger } = this.options;
    const missed = [...this.behind];
    try {
      const outcome = await synchronise(images, vectors, { signal: this.closing.signal });
      for (const id of missed) this.behind.delete(id);
      logger.info(outcome, 'the vector store has caught up');
    } catch (error) {
      logger.warn({ err: error, pictures: missed.length }, 'the vector store is behind; it is tried again');
      this.repairLater();
    }
  }
}

/** As JSON has it, so that equality does not see prototypes. */
const plain = (metadata: JsonObject) => JSON.parse(JSON.stringify(metadata)) as unknown;
