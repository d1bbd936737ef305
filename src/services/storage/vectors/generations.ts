import { SetupError } from '../../../lib/errors.js';
import type { EncoderIdentity } from '../../encoder/types.js';
import type { Collection, VectorEngine } from './engine.js';
import {
  type FoundCollection,
  collectionName,
  generationName,
  generationOf,
  type IndexType,
  LAYOUT,
  refuseForeign,
  refuseMismatch,
} from './identity.js';

export interface GenerationOptions {
  readonly identity: EncoderIdentity;
  readonly owner: string;
  /** Do not refuse where there are indexes of other identities only: `leopard reindex` makes one for this identity. */
  readonly adopt?: boolean;
}

/** The generations of one index: `<base>_g1`, `<base>_g2`, … and a pointer `<base>` to the one that answers. */
export class Generations {
  readonly base: string;

  constructor(
    private readonly engine: VectorEngine,
    private readonly options: GenerationOptions,
  ) {
    this.base = collectionName(options.identity, options.owner);
  }

  /**
   * Opens the generation that answers, or makes the first one.
   * A pointer to a collection that is gone is moved to an empty one: the catch-up at start fills it from the image store.
   * @throws SetupError VECTOR_COLLECTION_FOREIGN, VECTOR_STORE_MISMATCH, VECTOR_STORE_DAMAGED
   */
  async openActive(): Promise<Collection> {
    const found = await this.#found();
    const { adopt = false } = this.options;
    if (!adopt) refuseMismatch(found, this.engine.address, this.#properties(this.engine.indexing.first));
    const active = await this.engine.active(this.base);
    const names = this.#generations(found);
    const name = active !== undefined && names.includes(active) ? active : names.at(-1);
    if (name === undefined) return this.#createAfter(active);
    try {
      const collection = await this.#open(name);
      if (name !== active) await this.engine.activate(this.base, name);
      return collection;
    } catch (error) {
      if (!adopt || !(error instanceof SetupError)) throw error;
      return this.#createAfter(names.at(-1));
    }
  }

  /** The generation that an interrupted rebuild of this index type left behind, or a new one. */
  async openNext(active: string, index: IndexType): Promise<Collection> {
    const found = await this.#found();
    const current = generationOf(this.base, active) ?? 0;
    let last = current;
    for (const name of this.#generations(found)) {
      const generation = generationOf(this.base, name) ?? 0;
      last = Math.max(last, generation);
      const properties = found.find((collection) => collection.name === name)?.properties;
      if (generation > current && typeof properties === 'object' && properties.index === index) return this.#open(name);
    }
    return this.engine.create(generationName(this.base, last + 1), this.#properties(index));
  }

  /** From now on `name` answers, after a restart too. */
  activate(name: string): Promise<void> {
    return this.engine.activate(this.base, name);
  }

  /** Drops the generations of this index that no longer answer, now that `name` does. */
  async dropSuperseded(name: string): Promise<void> {
    const found = await this.#found();
    const superseded = this.#generations(found.filter(({ properties }) => properties !== 'unreadable'));
    for (const generation of superseded) if (generation !== name) await this.engine.drop(generation);
  }

  async #found(): Promise<FoundCollection[]> {
    const found = await this.engine.collections();
    refuseForeign(found, this.base, this.#properties(this.engine.indexing.first));
    return found;
  }

  /** Names, oldest first. */
  #generations(found: readonly FoundCollection[]): string[] {
    return found
      .flatMap(({ name }) => (generationOf(this.base, name) === undefined ? [] : [name]))
      .sort((left, right) => (generationOf(this.base, left) ?? 0) - (generationOf(this.base, right) ?? 0));
  }

  async #open(name: string): Promise<Collection> {
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

  /** An empty collection that answers from now on, numbered after an earlier one. */
  async #createAfter(earlier: string | undefined): Promise<Collection> {
    const generation = earlier === undefined ? 0 : (generationOf(this.base, earlier) ?? 0);
    const { first } = this.engine.indexing;
    const collection = await this.engine.create(generationName(this.base, generation + 1), this.#properties(first));
    await this.engine.activate(this.base, collection.name);
    return collection;
  }

  #properties(index: IndexType) {
    return { ...this.options.identity, owner: this.options.owner, layout: LAYOUT, index };
  }
}
