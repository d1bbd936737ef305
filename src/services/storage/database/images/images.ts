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
import { RecentImages } from './recent-images.js';
import { metadataById, rowsById } from './records.js';
import { completeRemovals, pendingRemovals, removedSince, reserveRemovals } from './removals.js';
import { reserveStrays } from './strays.js';
import { touchImages } from './touch.js';
import { editImages, updateImages } from './update.js';
import { deleteWhere, editWhere } from './where.js';

/** Pictures in a database. */
export class DatabaseImages implements Images {
  private readonly counts: Counts;
  private readonly puts: PutQueue;
  /** Undefined where others change pictures too. */
  private readonly recent: RecentImages | undefined;

  constructor(private readonly engine: Engine) {
    this.counts = new Counts(engine.db);
    this.puts = new PutQueue(engine);
    this.recent = engine.shared ? undefined : new RecentImages();
  }

  async get(ids: readonly string[]) {
    const read = (some: readonly string[]) => rowsById(this.engine.db, some);
    if (this.recent !== undefined) return this.recent.get(ids, read);
    const rows = await read(ids);
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
    const put = () => Promise.all(images.map((image) => this.puts.put(image)));
    return this.changing(put, idsOf(images.map(({ record }) => record)));
  }

  update(updates: readonly ImageUpdate[]) {
    return this.changing(() => updateImages(this.engine, updates), idsOf(updates));
  }

  edit(ids: readonly string[], edit: MetadataEdit) {
    return this.changing(() => editImages(this.engine, ids, edit), ids);
  }

  editWhere(images: ExpectedImages, edit: MetadataEdit) {
    return this.changing(() => editWhere(this.engine, images, edit));
  }

  embed(entries: readonly { id: string; embedding: StoredEmbedding }[], encoder: number) {
    return embedImages(this.engine, entries, encoder);
  }

  delete(ids: readonly string[]) {
    return this.changing(() => deleteImages(this.engine, ids), ids);
  }

  deleteWhere(images: ExpectedImages) {
    return this.changing(() => deleteWhere(this.engine, images));
  }

  pendingRemovals(first: number) {
    return pendingRemovals(this.engine.db, first);
  }

  reserveRemovals(ids: readonly string[]) {
    return reserveRemovals(this.engine, ids);
  }

  reserveStrays(ids: readonly string[]) {
    return reserveStrays(this.engine, ids);
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

  /** @param ids left out: of any picture */
  private changing<T>(work: () => Promise<T>, ids?: readonly string[]): Promise<T> {
    return this.recent === undefined ? work() : this.recent.changing(work, ids);
  }
}

const idsOf = (images: readonly { readonly id: string }[]) => images.map(({ id }) => id);
