import { access, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { connect, type Connection, Session, type Table } from '@lancedb/lancedb';
import { SetupError } from '../../../../lib/errors.js';
import { SyncedTree } from '../../../../lib/synced-tree.js';
import type { Indexing, VectorEngine } from '../engine.js';
import { type FoundCollection, COLLECTION_PREFIX, type CollectionProperties, decodeProperties } from '../identity.js';
import { LanceCollection } from './collection.js';
import { readPointer } from './pointer.js';
import { tableSchema } from './schema.js';

/** Bytes. Every write leaves the metadata of its version in this cache, which takes a gigabyte where nothing is said. */
const METADATA_CACHE = 64n * 1024n ** 2n;
/**
 * Bytes. A vector of 768 numbers takes about a kilobyte of it, with its labels. Where it is too small a search takes several times as long,
 * one with a filter twenty times; what it has of earlier versions of an index stays until it is full. Six gigabytes where nothing is said.
 */
const INDEX_CACHE = 3n * 1024n ** 3n;

/** LanceDB in this process, in a folder. */
export class LanceEngine implements VectorEngine {
  readonly kind = 'lancedb';

  private constructor(
    readonly address: string,
    private readonly connection: Connection,
    readonly indexing: Indexing,
  ) {}

  /** @throws SetupError VECTOR_STORE_FOLDER where the folder (made where it is missing) cannot be used */
  static async open(folder: string, indexing: Indexing): Promise<LanceEngine> {
    try {
      await mkdir(folder, { recursive: true });
      const session = new Session(INDEX_CACHE, METADATA_CACHE);
      return new LanceEngine(folder, await connect(folder, { session }), indexing);
    } catch (cause) {
      throw new SetupError(
        'VECTOR_STORE_FOLDER',
        `The folder ${folder} of the vector store cannot be used: ${(cause as Error).message}. Make it a folder that this user can write to, or name another in VECTOR_STORE.`,
        { cause },
      );
    }
  }

  async collections(): Promise<FoundCollection[]> {
    const names = (await this.connection.tableNames()).filter((name) => name.startsWith(COLLECTION_PREFIX));
    return Promise.all(names.map(async (name) => ({ name, properties: await this.#properties(name) })));
  }

  async #properties(name: string): Promise<FoundCollection['properties']> {
    let table: Table;
    try {
      table = await this.connection.openTable(name);
    } catch {
      return 'unreadable';
    }
    const { metadata } = await table.schema();
    table.close();
    return decodeProperties(metadata);
  }

  async create(name: string, properties: CollectionProperties): Promise<LanceCollection> {
    const table = await this.connection.createEmptyTable(name, tableSchema(properties));
    return this.#collection(table, properties);
  }

  async open(name: string): Promise<LanceCollection> {
    const table = await this.connection.openTable(name);
    const properties = decodeProperties((await table.schema()).metadata);
    if (!properties) throw new Error(`The table ${name} was not made by Leopard.`);
    return this.#collection(table, properties);
  }

  #collection(table: Table, properties: CollectionProperties): LanceCollection {
    const indexFrom = properties.index === 'exact' ? Infinity : this.indexing.rows;
    // The tree's root is in it too: the folder's entry for a new table is brought to the disk by `persist` of that table.
    return new LanceCollection(table, properties, indexFrom, new SyncedTree(join(this.address, `${table.name}.lance`)));
  }

  drop(name: string): Promise<void> {
    return this.connection.dropTable(name);
  }

  legacyActive(base: string): Promise<string | undefined> {
    return readPointer(this.address, base);
  }

  async healthy(): Promise<boolean> {
    return access(this.address).then(
      () => this.connection.isOpen(),
      () => false,
    );
  }

  async close(): Promise<void> {
    this.connection.close();
  }
}
