import { Index, type Table } from '@lancedb/lancedb';
import type { RecordBatch, Schema } from 'apache-arrow';
import { BloomFilter } from '../../../../lib/bloom-filter.js';
import type { SyncedTree } from '../../../../lib/synced-tree.js';
import type { Candidate, CandidateQuery, Collection, IndexRow, MaintainOptions } from '../engine.js';
import type { CollectionProperties } from '../identity.js';
import { lanceFilter } from './filter.js';
import { readCandidates, readIds, readRevisions } from './reading.js';
import { tableOf } from './rows.js';
import { tableSchema } from './schema.js';

const VECTOR_INDEX = 'vector_idx';
const LABEL_INDEX = 'labels_idx';
const ID_INDEX = 'id_idx';
/** Partitions that a search looks into; recall and time measured by `npm run bench:stores`. */
const PROBES = 24;
/** The index holds four bits a component; this many times the limit are compared again with the whole vectors. */
const REFINE = 4;
/** Field metadata: rows that the index was trained on. */
const TRAINED_ON = 'leopard.trained-on';
/** The index is trained again once there are this many times the rows it was trained on. */
const RETRAIN_GROWTH = 4;
/**
 * LanceDB tidies a table as a whole: it may write all rows and the whole index again (a minute of processor time at 400,000). With an
 * index, it is worth that when so many rows are not in it, which every search compares with one by one, …
 */
const UNINDEXED_ROWS = 1000;
/** … or this part of all, where that is more; … */
const UNINDEXED_PART = 0.01;
/** … or when there are so many fragments or versions, … */
const PARTS = 100;
/** … and one more for so many rows. */
const ROWS_A_PART = 5000;
/** Rows of a write that has many like it behind it: then it is worth knowing all ids. */
const LARGE_WRITE = 100;
/** Old versions are kept this long, in milliseconds: a search that is reading one must be able to finish. */
const VERSION_AGE = 60_000;

/** A LanceDB table. Exact search at first; an IVF_RQ index once it has outgrown that. */
export class LanceCollection implements Collection {
  readonly #schema: Schema;
  /** Written since it was tidied. */
  #versions = 0;
  /** Whether there are files that nobody reads any more. */
  #leftBehind = false;
  /** Ids that may be there, from the first large write on. */
  #seen: BloomFilter | undefined;

  constructor(
    private readonly table: Table,
    readonly properties: CollectionProperties,
    /** Rows from which an approximate index is built; Infinity for never. */
    private readonly indexFrom: number,
    /** Of the table. LanceDB never calls fsync. */
    private readonly files: SyncedTree,
  ) {
    this.#schema = tableSchema(properties);
  }

  get name(): string {
    return this.table.name;
  }

  async upsert(rows: readonly IndexRow[]): Promise<void> {
    this.#versions += 1;
    if (rows.length >= LARGE_WRITE) this.#seen ??= await this.#ids();
    const { added, merged } = this.#split(rows);
    if (added.length > 0) await this.table.add(tableOf(this.#schema, added));
    if (merged.length === 0) return;
    const merge = this.table.mergeInsert('id').whenMatchedUpdateAll().whenNotMatchedInsertAll();
    await merge.execute(tableOf(this.#schema, merged));
  }

  async #ids(): Promise<BloomFilter> {
    const seen = new BloomFilter();
    for await (const page of this.#scan(['id'])) for (const id of readIds(page)) seen.add(id);
    return seen;
  }

  /** Rows that cannot be there yet need not be looked for: a merge looks into every fragment. */
  #split(rows: readonly IndexRow[]): { readonly added: readonly IndexRow[]; readonly merged: readonly IndexRow[] } {
    const seen = this.#seen;
    if (seen === undefined) return { added: [], merged: rows };
    const [added, merged]: [IndexRow[], IndexRow[]] = [[], []];
    for (const row of rows) (seen.has(row.id) ? merged : added).push(row);
    // Before they are written: a write that failed may have come about, and is done again.
    for (const { id } of added) seen.add(id);
    return { added, merged };
  }

  async delete(ids: readonly string[]): Promise<void> {
    this.#versions += 1;
    await this.table.delete(`id IN (${ids.map((id) => `'${id.replaceAll("'", "''")}'`).join(', ')})`);
  }

  async search({ embedding, limit, filter, exact }: CandidateQuery): Promise<Candidate[]> {
    const query = this.table
      .query()
      .nearestTo(embedding)
      .distanceType('cosine')
      .select(['id', 'vector', '_distance'])
      .limit(limit);
    if (filter) query.where(lanceFilter(filter));
    if (exact) query.bypassVectorIndex();
    // No maximum: under a narrow filter the search goes on to further partitions until it has enough rows.
    else query.maximumNprobes(0).minimumNprobes(PROBES).refineFactor(REFINE);
    const candidates: Candidate[] = [];
    for await (const batch of query) candidates.push(...readCandidates(batch));
    return candidates;
  }

  count(): Promise<number> {
    return this.table.countRows();
  }

  async *revisions() {
    for await (const page of this.#scan(['id', 'revision'])) yield readRevisions(page);
  }

  /** A scan reads one version from beginning to end, whatever is written meanwhile. */
  #scan(columns: string[]): AsyncIterable<RecordBatch> {
    return this.table.query().select(columns);
  }

  async maintain({ always = false, unread = false }: MaintainOptions): Promise<'done' | 'later'> {
    const work = await this.#work();
    if (work === 'none' && !always) return 'done';
    await this.table.optimize({ cleanupOlderThan: new Date(Date.now() - (unread ? 0 : VERSION_AGE)) });
    // As much again as there is, after it was written anew. A clean-up leaves little.
    this.#versions = 0;
    this.#leftBehind = work !== 'clean-up' && !unread;
    return this.#leftBehind ? 'later' : 'done';
  }

  async #work(): Promise<'none' | 'clean-up' | 'tidy'> {
    const index = await this.table.indexStats(VECTOR_INDEX);
    if (index === undefined) return 'tidy';
    const rows = await this.table.countRows();
    if (index.numUnindexedRows > Math.max(UNINDEXED_ROWS, rows * UNINDEXED_PART)) return 'tidy';
    const { fragmentStats } = await this.table.stats();
    const parts = Math.max(fragmentStats.numFragments, this.#versions);
    if (parts > PARTS + rows / ROWS_A_PART) return 'tidy';
    return index.numUnindexedRows === 0 && this.#leftBehind ? 'clean-up' : 'none';
  }

  persist(): Promise<void> {
    return this.files.sync();
  }

  async buildIndex(): Promise<'done'> {
    const rows = await this.table.countRows();
    if (rows < this.indexFrom) return 'done';
    const indices = new Set((await this.table.listIndices()).map(({ name }) => name));
    if (!indices.has(ID_INDEX)) await this.table.createIndex('id', { config: Index.btree() });
    if (!indices.has(LABEL_INDEX)) await this.table.createIndex('labels', { config: Index.labelList() });
    // maintain() sorts new rows into the partitions there are; once most rows are new, the partitions are chosen anew.
    if (indices.has(VECTOR_INDEX) && rows < RETRAIN_GROWTH * (await this.#trainedOn())) return 'done';
    const config = Index.ivfRq({ distanceType: 'cosine', numBits: 4 });
    await this.table.createIndex('vector', { config, replace: true });
    await this.table.updateFieldMetadata([{ path: 'vector', metadata: { [TRAINED_ON]: String(rows) } }]);
    return 'done';
  }

  /** Rows that the partitions of the index were chosen for. */
  async #trainedOn(): Promise<number> {
    const field = (await this.table.schema()).fields.find(({ name }) => name === 'vector');
    return Number(field?.metadata.get(TRAINED_ON) ?? 0);
  }

  async close(): Promise<void> {
    this.table.close();
  }
}
