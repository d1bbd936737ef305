import { SetupError } from '../../errors.js';
import type { EncoderIdentity } from '../encoder/types.js';
import type { Collection, FoundCollection, VectorEngine } from './engine.js';
import {
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
    if (!this.options.adopt) refuseMismatch(found, this.engine.address, this.#properties(this.engine.indexing.first));
    const active = await this.engine.active(this.base);
    const names = this.#generations(found);
    const name = active !== undefined && names.includes(active) ? active : names.at(-1);
    if (name === undefined) return this.#createActive(1 + (active ? (generationOf(this.base, active) ?? 0) : 0));
    const collection = await this.#open(name);
    if (name !== active) await this.engine.activate(this.base, name);
    return collection;
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
      if (generation > current && properties?.index === index) return this.#open(name);
    }
    return this.engine.create(generationName(this.base, last + 1), this.#properties(index));
  }

  /** Switches to `name`, then drops the generations of this index that no longer answer. */
  async switchTo(name: string): Promise<void> {
    await this.engine.activate(this.base, name);
    for (const generation of this.#generations(await this.#found()))
      if (generation !== name) await this.engine.drop(generation);
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
      if (!(await this.engine.healthy())) throw cause;
      throw new SetupError(
        'VECTOR_STORE_DAMAGED',
        `The collection ${name} in ${this.engine.address} cannot be opened: ${(cause as Error).message}. ` +
          'Move it away and run `leopard reindex`, which builds it again from the stored pictures.',
        { cause },
      );
    }
  }

  async #createActive(generation: number): Promise<Collection> {
    const name = generationName(this.base, generation);
    const collection = await this.engine.create(name, this.#properties(this.engine.indexing.first));
    await this.engine.activate(this.base, name);
    return collection;
  }

  #properties(index: IndexType) {
    return { ...this.options.identity, owner: this.options.owner, layout: LAYOUT, index };
  }
}
