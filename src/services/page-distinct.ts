import type { Logger } from 'pino';
import type { Collection } from './collection/collection.js';
import { unknownKeyWarnings } from './search/warnings/unknown-keys.js';

/** The metadata key of which the search page shows one picture a value (PAGE_DISTINCT). */
export class PageDistinct {
  #told = false;

  constructor(
    private readonly key: string | undefined,
    private readonly parts: { readonly collection: Pick<Collection, 'count' | 'fields'>; readonly logger: Logger },
  ) {}

  /**
   * The key while there are pictures that have it, or null: a wrong key is the operator's business, whom the log tells
   * once, and no visitor's, whom each search would warn.
   */
  async inUse(): Promise<string | null> {
    const { collection } = this.parts;
    if (this.key === undefined) return null;
    const [warning] = await unknownKeyWarnings({ distinct: this.key }, collection);
    if (warning === undefined) return this.key;
    if (!this.#told && (await collection.count()) > 0) this.#tell(warning.message);
    return null;
  }

  #tell(message: string): void {
    this.#told = true;
    this.parts.logger.warn(
      { pageDistinct: this.key },
      `PAGE_DISTINCT is not used: the page shows every picture. ${message}`,
    );
  }
}
