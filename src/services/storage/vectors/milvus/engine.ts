import { SetupError } from '../../../../lib/errors.js';
import { SyncedTree } from '../../../../lib/synced-tree.js';
import type { Indexing, VectorEngine } from '../engine.js';
import {
  type FoundCollection,
  COLLECTION_PREFIX,
  type CollectionProperties,
  decodeProperties,
  generationOf,
} from '../identity.js';
import type { VectorStoreKind } from '../types.js';
import { MilvusCollection } from './collection.js';
import { type MilvusConnection, MilvusRefusal } from './connection.js';
import { ACTIVE, collectionSchema, STATE, vectorIndex } from './schema.js';

/** Code of "there is no such collection". */
const UNKNOWN_COLLECTION = 100;

/** A Milvus server. */
export class MilvusEngine implements VectorEngine {
  readonly #files: SyncedTree | undefined;

  constructor(
    readonly kind: VectorStoreKind,
    readonly address: string,
    readonly indexing: Indexing,
    readonly connection: MilvusConnection,
    /** The server where it is ours: Milvus Lite, in a folder, ended with the connection. */
    private readonly own?: { readonly folder: string; stop(): Promise<void> },
  ) {
    this.#files = own && new SyncedTree(own.folder);
  }

  /** @throws SetupError VECTOR_STORE_UNAUTHENTICATED, VECTOR_STORE_UNREACHABLE */
  async check(): Promise<void> {
    try {
      await this.connection.call((client) => client.showCollections());
    } catch (cause) {
      const words = (cause as Error).message;
      if (/UNAUTHENTICATED|auth check failure|permission/i.test(words))
        throw new SetupError(
          'VECTOR_STORE_UNAUTHENTICATED',
          `Milvus at ${this.address} does not let this server in. Set VECTOR_STORE_TOKEN to \`user:password\` or an API key.`,
          { cause },
        );
      throw new SetupError(
        'VECTOR_STORE_UNREACHABLE',
        `Milvus at ${this.address} does not answer (${words}). Start it, or correct VECTOR_STORE, VECTOR_STORE_DATABASE or VECTOR_STORE_TLS.`,
        { cause },
      );
    }
  }

  async collections(): Promise<FoundCollection[]> {
    const { data } = await this.connection.call((client) => client.showCollections());
    const names = data.map(({ name }) => name).filter((name) => name.startsWith(COLLECTION_PREFIX));
    return Promise.all(
      names.map(async (name) => ({ name, properties: decodeProperties((await this.#properties(name)) ?? new Map()) })),
    );
  }

  /** Undefined where there is no such collection. */
  async #properties(name: string): Promise<Map<string, string> | undefined> {
    const answer = await this.connection.call(async (client) => {
      const description = await client.describeCollection({ collection_name: name });
      return Number(description.status.code) === UNKNOWN_COLLECTION
        ? { status: { code: 0, reason: '' }, properties: undefined }
        : description;
    });
    return answer.properties && new Map(answer.properties.map(({ key, value }) => [key, String(value)]));
  }

  async create(name: string, properties: CollectionProperties): Promise<MilvusCollection> {
    await this.connection.call((client) => client.createCollection(collectionSchema(name, properties)));
    await this.#prepare(name, properties);
    return this.#collection(name, properties);
  }

  async open(name: string): Promise<MilvusCollection> {
    const properties = decodeProperties((await this.#properties(name)) ?? new Map());
    if (!properties) throw new Error(`the collection ${name} was not made by Leopard`);
    await this.#prepare(name, properties);
    return this.#collection(name, properties);
  }

  /** Completes what a server that died in the middle of `create` left undone, and loads what a restart has released. */
  async #prepare(name: string, properties: CollectionProperties): Promise<void> {
    if (!(await this.#isIndexed(name)))
      await this.connection.call((client) => client.createIndex(vectorIndex(name, properties.index)));
    await this.connection.load(name);
  }

  async #isIndexed(name: string): Promise<boolean> {
    return this.connection
      .call((client) => client.describeIndex({ collection_name: name, field_name: 'vector' }))
      .then(
        ({ index_descriptions }) => index_descriptions.length > 0,
        (error: unknown) => {
          if (error instanceof MilvusRefusal) return false;
          throw error;
        },
      );
  }

  #collection(name: string, properties: CollectionProperties): MilvusCollection {
    return new MilvusCollection(this.connection, name, properties, this.indexing.rows, this.#files);
  }

  async drop(name: string): Promise<void> {
    await this.connection.call((client) => client.dropCollection({ collection_name: name }));
  }

  /** The latest generation that says it is complete, as releases before the change feed wrote it. */
  async legacyActive(base: string): Promise<string | undefined> {
    const { data } = await this.connection.call((client) => client.showCollections());
    const generations = data
      .map(({ name }) => ({ name, generation: generationOf(base, name) ?? 0 }))
      .filter(({ generation }) => generation > 0)
      .sort((left, right) => right.generation - left.generation);
    for (const { name } of generations) if ((await this.#properties(name))?.get(STATE) === ACTIVE) return name;
    return undefined;
  }

  async healthy(): Promise<boolean> {
    return this.connection.healthy();
  }

  async close(): Promise<void> {
    await this.connection.close();
    await this.own?.stop();
  }
}
