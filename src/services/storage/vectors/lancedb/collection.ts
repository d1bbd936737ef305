import { Index, type Table } from '@lancedb/lancedb';
import type { RecordBatch } from 'apache-arrow';
import type { SyncedTree } from '../../../../lib/synced-tree.js';
import type { Candidate, CandidateQuery, Collection, IndexRow } from '../engine.js';
import type { CollectionProperties } from '../identity.js';
import { lanceFilter } from './filter.js';
import { readCandidates, readRevisions } from './reading.js';
import { tableRow } from './schema.js';

const VECTOR_INDEX = 'vector_idx';
const LABEL_INDEX = 'labels_idx';
/** Partitions that a search looks into; recall and time measured by `npm run bench:stores`. */
const PROBES = 24;
/** The index holds four bits a component; this many times the limit are compared again with the whole vectors. */
const REFINE = 4;
/** Field metadata: rows that the index was trained on. */
const TRAINED_ON = 'leopard.trained-on';
/** The index is trained again once there are this many times the rows it was trained on. */
const RETRAIN_GROWTH = 4;
/** Old versions are kept this long, in milliseconds: a search that is reading one must be able to finish. */
const VERSION_AGE = 60_000;

/** A LanceDB table. Exact search at first; an IVF_RQ index once it has outgrown that. */
export class LanceCollection implements Collection {
  constructor(
    private readonly table: Table,
    readonly properties: CollectionProperties,
    /** Rows from which an approximate index is built; Infinity for never. */
    private readonly indexFrom: number,
    /** Of the table. LanceDB never calls fsync. */
    private readonly files: SyncedTree,
  ) {}

  get name(): string {
    return this.table.name;
  }

  async upsert(rows: readonly IndexRow[]): Promise<void> {
    await this.table.mergeInsert('id').whenMatchedUpdateAll().whenNotMatchedInsertAll().execute(rows.map(tableRow));
  }

  async delete(ids: readonly string[]): Promise<void> {
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

  async maintain(): Promise<void> {
    await this.table.optimize({ cleanupOlderThan: new Date(Date.now() - VERSION_AGE) });
  }

  persist(): Promise<void> {
    return this.files.sync();
  }

  async buildIndex(): Promise<'done'> {
    const rows = await this.table.countRows();
    if (rows < this.indexFrom) return 'done';
    const indices = new Set((await this.table.listIndices()).map(({ name }) => name));
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
