import type {
  ExpectedImages,
  ImageToPut,
  ImageUpdate,
  Images,
  MetadataEdit,
  MetadataFilter,
  PageOptions,
  StoredEmbedding,
} from '../../types/index.js';
import type { Engine } from '../engine.js';
import { readChanges } from './changes.js';
import { Counts } from './count.js';
import { deleteImages, lastChange } from './delete.js';
import { embedImages, readEmbeddings } from './embeddings.js';
import { summariseFields } from './fields.js';
import { readPage } from './page.js';
import { PutQueue } from './put-queue.js';
import { metadataById, rowsById } from './records.js';
import { completeRemovals, pendingRemovals, removedSince, reserveRemovals } from './removals.js';
import { touchImages } from './touch.js';
import { editImages, updateImages } from './update.js';
import { deleteWhere, editWhere } from './where.js';

/** Pictures in a database. */
export class DatabaseImages implements Images {
  private readonly counts: Counts;
  private readonly puts: PutQueue;

  constructor(private readonly engine: Engine) {
    this.counts = new Counts(engine.db);
    this.puts = new PutQueue(engine);
  }

  async get(ids: readonly string[]) {
    const rows = await rowsById(this.engine.db, ids);
    return ids.map((id) => rows.get(id)?.image);
  }

  async metadata(ids: readonly string[]) {
    const found = await metadataById(this.engine.db, ids);
    return ids.map((id) => found.get(id));
  }

  embeddings(ids: readonly string[], encoder: number) {
    return readEmbeddings(this.engine.db, ids, encoder);
  }

  put(images: readonly ImageToPut[]) {
    return Promise.all(images.map((image) => this.puts.put(image)));
  }

  update(updates: readonly ImageUpdate[]) {
    return updateImages(this.engine, updates);
  }

  edit(ids: readonly string[], edit: MetadataEdit) {
    return editImages(this.engine, ids, edit);
  }

  editWhere(images: ExpectedImages, edit: MetadataEdit) {
    return editWhere(this.engine, images, edit);
  }

  embed(entries: readonly { id: string; embedding: StoredEmbedding }[], encoder: number) {
    return embedImages(this.engine, entries, encoder);
  }

  delete(ids: readonly string[]) {
    return deleteImages(this.engine, ids);
  }

  deleteWhere(images: ExpectedImages) {
    return deleteWhere(this.engine, images);
  }

  pendingRemovals(first: number) {
    return pendingRemovals(this.engine.db, first);
  }

  reserveRemovals(ids: readonly string[]) {
    return reserveRemovals(this.engine, ids);
  }

  removedSince(time: number) {
    return removedSince(this.engine, time);
  }

  clock() {
    return this.engine.now();
  }

  removed(ids: readonly string[]) {
    return completeRemovals(this.engine, ids);
  }

  page(options: PageOptions) {
    return readPage(this.engine.db, options);
  }

  count(filter?: MetadataFilter, signal?: AbortSignal) {
    return filter === undefined ? this.counts.all() : this.counts.passing(filter, signal);
  }

  fields(first: number, valuesFirst: number) {
    return summariseFields(this.engine.db, first, valuesFirst);
  }

  changes(after: number, first: number) {
    return readChanges(this.engine.db, after, first);
  }

  touch(ids: readonly string[]) {
    return touchImages(this.engine, ids);
  }

  lastChange() {
    return lastChange(this.engine.db);
  }
}
