import { SetupError } from '../../../lib/errors.js';
import type { EncoderIdentity } from '../../encoder/types.js';
import type { Generation, Generations } from '../types/index.js';
import type { Collection, VectorEngine } from '../vectors/engine.js';
import {
  collectionName,
  type CollectionProperties,
  generationName,
  generationOf,
  type IndexType,
  LAYOUT,
  ownGenerations,
} from '../vectors/identity.js';

export interface IndexIdentity {
  readonly encoder: EncoderIdentity;
  /** Number that the database gives this encoder. */
  readonly encoderNumber: number;
  /** Of the deployment whose index it is: several may share one vector database. */
  readonly deployment: string;
}

/** Finds and makes the collections of one deployment and one encoder: `<base>_g1`, `<base>_g2`, …; the database says which answers. */
export class GenerationChoice {
  readonly base: string;

  constructor(
    private readonly engine: VectorEngine,
    private readonly generations: Generations,
    private readonly identity: IndexIdentity,
  ) {
    this.base = collectionName(identity.encoder, identity.deployment);
  }

  /**
   * The generation that answers: the active one, or, where VECTOR_STORE names another place now, the newest that is there.
   * Undefined where there is none.
   * @throws SetupError VECTOR_COLLECTION_FOREIGN
   */
  async present(): Promise<Generation | undefined> {
    const names = new Set(await this.#collections());
    const there = (await this.#rows()).filter(({ name }) => names.has(name));
    return there.find(({ active }) => active) ?? there.at(-1);
  }

  /** The collection that answered in a release that kept no generations in the database, where there is one. */
  async legacy(): Promise<string | undefined> {
    const names = await this.#collections();
    const rows = new Set((await this.generations.list()).map(({ name }) => name));
    const active = await this.engine.legacyActive(this.base);
    return active !== undefined && names.includes(active) && !rows.has(active) ? active : undefined;
  }

  /** The generation that an interrupted run with this type of index left behind, or a new one. */
  async next(after: string | undefined, index: IndexType): Promise<{ generation: Generation; collection: Collection }> {
    const found = await this.#collections();
    const rows = await this.#rows();
    const current = after === undefined ? 0 : (generationOf(this.base, after) ?? 0);
    for (const row of rows) {
      if ((generationOf(this.base, row.name) ?? 0) <= current || !found.includes(row.name)) continue;
      const collection = await this.open(row.name);
      if (collection.properties.index === index) return { generation: row, collection };
      await collection.close();
    }
    const numbers = [...found, ...rows.map(({ name }) => name)].map((name) => generationOf(this.base, name) ?? 0);
    const name = generationName(this.base, Math.max(0, ...numbers) + 1);
    const collection = await this.engine.create(name, this.#properties(index));
    // The row last: a collection without one is never taken for an index of ours that has something in it.
    return { generation: await this.generations.create(name, this.identity.encoderNumber), collection };
  }

  /** @throws SetupError VECTOR_STORE_DAMAGED */
  async open(name: string): Promise<Collection> {
    try {
      return await this.engine.open(name);
    } catch (cause) {
      if (!(await this.engine.healthy().catch(() => false))) throw cause;
      throw new SetupError(
        'VECTOR_STORE_DAMAGED',
        `The collection ${name} in ${this.engine.address} cannot be opened: ${(cause as Error).message}. ` +
          'Run `leopard reindex`: it builds another one from the stored pictures, encoding nothing, and leaves this one for you to delete.',
        { cause },
      );
    }
  }

  /** Names of collections, oldest first. */
  async #collections(): Promise<string[]> {
    const found = await this.engine.collections();
    return ownGenerations(found, this.base, this.#properties(this.engine.indexing.first));
  }

  /** Those of this encoder, oldest first. */
  async #rows(): Promise<Generation[]> {
    const rows = await this.generations.list();
    return rows.filter(
      ({ name, encoder }) => encoder === this.identity.encoderNumber && generationOf(this.base, name) !== undefined,
    );
  }

  #properties(index: IndexType): CollectionProperties {
    return { ...this.identity.encoder, owner: this.identity.deployment, layout: LAYOUT, index };
  }
}
