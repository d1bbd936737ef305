import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import { LeopardError } from '../../lib/errors.js';
import type { JsonObject } from '../../lib/json.js';
import { KeyedMutex } from '../../lib/keyed-mutex.js';
import type { IndexFeed } from '../storage/feed/index-feed.js';
import {
  type Database,
  type DeleteOutcome,
  type ExpectedImages,
  type ExpectedOutcome,
  type ImagePage,
  type ImageUpdate,
  type MetadataEdit,
  type MetadataFieldSummary,
  type MetadataFilter,
  type Objects,
  originalKey,
  type PageOptions,
  type Signals,
  type StoredEmbedding,
  type StoredImage,
  type UpdateOutcome,
} from '../storage/types/index.js';
import { indexMetadata } from '../storage/vectors/index.js';
import { forgetRenditions } from './forget-renditions.js';
import { Originals } from './originals.js';
import { Removal } from './removal.js';
import type { Renditions } from './renditions/index.js';
import { sampleIds } from './sample.js';
import { Sweep } from './sweep/sweep.js';

export interface CollectionParts extends Pick<Database, 'images' | 'searches' | 'settings' | 'leases'> {
  readonly objects: Objects;
  /** What follows the changes. */
  readonly feed: Pick<IndexFeed, 'applied'>;
  readonly renditions: Pick<Renditions, 'remove'>;
  /** Pictures that are stored at a time, at most. */
  readonly concurrency: number;
  readonly logger: Logger;
  /** Where other servers delete pictures too. */
  readonly signals?: Signals | undefined;
}

export interface NewImage {
  readonly original: Uint8Array;
  /** createdAt is left out for a picture that is new: the database's clock says it. */
  readonly record: Omit<StoredImage, 'createdAt'> & { readonly createdAt?: string };
  /** Of the picture alone, by the encoder that answers and by one that stands beside it. */
  readonly embeddings: readonly EncodedBy[];
}

/** `encoder`: the number that the database gives it. */
export interface EncodedBy {
  readonly encoder: number;
  readonly embedding: StoredEmbedding;
}

/** What may be changed of a stored picture. */
export type ImageChange = Omit<ImageUpdate, 'id'>;

export interface Changed {
  readonly image: StoredImage;
  readonly changed: boolean;
  /** False where the index does not answer: found as soon as it does. */
  readonly searchable: boolean;
}

/**
 * The pictures of a deployment. Every change goes the way that loses nothing: the object, then the database (durable), then the
 * index, then the acknowledgement. Changes of one picture take turns.
 */
export class Collection {
  readonly originals: Originals;
  readonly #mutex = new KeyedMutex();
  readonly #removal: Removal;
  /** To be told before an object is put. */
  readonly sweep: Sweep;
  readonly #forgetting: (() => void) | undefined;
  #closed = false;

  private constructor(private readonly parts: CollectionParts) {
    this.originals = new Originals(parts);
    this.#removal = new Removal(parts);
    // Those of a kill, and as many for each start that could not sweep.
    this.sweep = new Sweep({ ...parts, most: 4 * parts.concurrency, removeStrays: (ids) => this.#removeStrays(ids) });
    const { signals } = parts;
    if (signals !== undefined) this.#forgetting = forgetRenditions({ ...parts, signals });
  }

  /** Opens it, and completes deletions that a crash interrupted. */
  static async open(parts: CollectionParts): Promise<Collection> {
    const collection = new Collection(parts);
    await collection.#removal.completeAll();
    return collection;
  }

  /** In the order of the ids; undefined for those that are not there. */
  get(ids: readonly string[]): Promise<(StoredImage | undefined)[]> {
    return this.parts.images.get(ids);
  }

  /** The same of their metadata alone. */
  metadata(ids: readonly string[]): Promise<(JsonObject | undefined)[]> {
    return this.parts.images.metadata(ids);
  }

  /** `Float32Array [dimension]` of a picture alone by an encoder; undefined where there is none. */
  async embedding(id: string, encoder: number): Promise<StoredEmbedding | undefined> {
    const [embedding] = await this.parts.images.embeddings([id], encoder);
    return embedding;
  }

  /** `Float32Array [dimension]` of pictures from all over the collection, `count` at most. */
  async sample(count: number, encoder: number): Promise<Float32Array[]> {
    const { images } = this.parts;
    const embeddings = await images.embeddings(await sampleIds(images, count), encoder);
    return embeddings.flatMap((embedding) => embedding?.vector ?? []);
  }

  /** Number of the last change. */
  lastChange(): Promise<number> {
    return this.parts.images.lastChange();
  }

  page(options: PageOptions): Promise<ImagePage> {
    return this.parts.images.page(options);
  }

  /** How many pictures there are, or pass a filter. */
  count(filter?: MetadataFilter, signal?: AbortSignal): Promise<number> {
    return this.parts.images.count(filter, signal);
  }

  fields(first: number, valuesFirst: number): Promise<MetadataFieldSummary[]> {
    return this.parts.images.fields(first, valuesFirst);
  }

  /** Runs one change of a picture after the earlier ones of the same picture. */
  inTurn<T>(id: string, task: () => Promise<T>): Promise<T> {
    return this.#inTurn([id], task);
  }

  /** Inside `inTurn`. Stores and indexes a picture; one that is there already stays as it is. */
  async add({ original, record, embeddings }: NewImage): Promise<Changed> {
    const { images, objects, feed } = this.parts;
    const [first, ...others] = embeddings;
    if (first === undefined) throw new Error('a picture without an embedding');
    // Before anything is stored that could never be indexed.
    indexMetadata(record.metadata);
    await this.sweep.begin();
    for (;;) {
      const objectSince = await images.clock();
      await objects.put(originalKey(record.id), original, { contentType: record.mimeType });
      const [outcome] = await images.put([{ record, ...first, objectSince }]).catch((error: unknown) => {
        this.sweep.owe();
        throw error;
      });
      if (outcome === undefined) throw new Error('the database gave no outcome');
      if (outcome.status === 'removing') {
        await this.#completeRemoval(record.id);
        continue;
      }
      for (const { encoder, embedding } of others) await images.embed([{ id: record.id, embedding }], encoder);
      const change = others.length === 0 ? outcome.change : await images.lastChange();
      const searchable = await feed.applied(change);
      return { image: outcome.image, changed: outcome.status === 'stored', searchable };
    }
  }

  /** Inside `inTurn`. Changes what differs; undefined for a picture that is not there. */
  async change(id: string, { metadata, fileName }: ImageChange): Promise<Changed | undefined> {
    const { images, feed } = this.parts;
    const [known] = await images.get([id]);
    if (known === undefined) return undefined;
    const newMetadata = metadata !== undefined && !isDeepStrictEqual(plain(metadata), plain(known.metadata));
    const newName = fileName !== undefined && fileName !== known.fileName;
    if (!newMetadata && !newName) {
      return { image: known, changed: false, searchable: await feed.applied(await images.lastChange()) };
    }
    if (newMetadata) indexMetadata(metadata);
    const [updated] = await images.update([{ id, ...(newMetadata && { metadata }), ...(newName && { fileName }) }]);
    if (updated === undefined) return undefined;
    return { image: updated.image, changed: true, searchable: await feed.applied(updated.change) };
  }

  /** Durable and complete when it resolves. */
  delete(ids: readonly string[]): Promise<DeleteOutcome> {
    return this.#inTurn(ids, async () => {
      const began = performance.now();
      const outcome = await this.parts.images.delete([...new Set(ids)]);
      await this.#removal.complete(outcome.deleted, outcome.change, began);
      return outcome;
    });
  }

  /** Edits metadata as it is then, in one transaction; undefined for pictures that are not there. Found by searches when it resolves. */
  edit(ids: readonly string[], edit: MetadataEdit): Promise<(UpdateOutcome | undefined)[]> {
    return this.#inTurn(ids, async () => this.#indexed(await this.parts.images.edit(ids, edit)));
  }

  /** The same for the pictures that a filter holds for, if they are as many as expected. */
  async editWhere(images: ExpectedImages, edit: MetadataEdit): Promise<ExpectedOutcome<UpdateOutcome[]>> {
    const found = await this.#inTurn([], () => this.parts.images.editWhere(images, edit));
    if ('outcome' in found) await this.#indexed(found.outcome);
    return found;
  }

  /** Durable and complete when it resolves. */
  async deleteWhere(images: ExpectedImages): Promise<ExpectedOutcome<DeleteOutcome>> {
    const began = performance.now();
    const found = await this.#inTurn([], () => this.parts.images.deleteWhere(images));
    if ('outcome' in found) await this.#removal.complete(found.outcome.deleted, found.outcome.change, began);
    return found;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#forgetting?.();
    this.#removal.close();
    await this.#mutex.idle();
    await this.sweep.close();
  }

  /** Waits until searches find what was changed, or the index does not answer. */
  async #indexed<T extends UpdateOutcome | undefined>(outcomes: T[]): Promise<T[]> {
    const last = Math.max(0, ...outcomes.map((outcome) => outcome?.change ?? 0));
    if (last > 0) await this.parts.feed.applied(last);
    return outcomes;
  }

  #inTurn<T>(ids: readonly string[], task: () => Promise<T>): Promise<T> {
    if (this.#closed) {
      const message = 'The server is stopping. Repeat the request when it is up.';
      return Promise.reject(new LeopardError('STORAGE_UNAVAILABLE', message));
    }
    return this.#mutex.run(ids, task);
  }

  /** Originals that a kill has left without a record; one that is stored meanwhile stays. @returns how many were deleted */
  #removeStrays(ids: readonly string[]): Promise<number> {
    return this.#inTurn(ids, async () => {
      const began = performance.now();
      const strays = await this.parts.images.reserveStrays(ids);
      await this.#removal.complete(strays.ids, strays.change, began);
      return strays.ids.length;
    });
  }

  async #completeRemoval(id: string): Promise<void> {
    if (await this.#removal.settle(id)) return;
    throw new LeopardError(
      'STORAGE_UNAVAILABLE',
      'An earlier deletion of this picture could not be completed yet. Nothing was lost; try again later.',
    );
  }
}

/** As JSON has it, so that equality does not see prototypes. */
const plain = (metadata: JsonObject) => JSON.parse(JSON.stringify(metadata)) as unknown;
