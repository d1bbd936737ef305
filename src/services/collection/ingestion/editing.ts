import type { Limits } from '../../../config/index.js';
import { LeopardError } from '../../../lib/errors.js';
import type { JsonObject } from '../../../lib/json.js';
import type { DeleteOutcome, StoredImage } from '../../storage/types/index.js';
import type { Collection } from '../collection.js';
import { imageNotFound } from '../originals.js';
import { checkedMetadata } from './metadata.js';

/** Changes of single stored pictures, within the limits. */
export class Editing {
  constructor(
    private readonly collection: Pick<Collection, 'inTurn' | 'change' | 'delete'>,
    private readonly limits: Limits,
  ) {}

  /** @throws LeopardError IMAGE_NOT_FOUND, LIMIT_EXCEEDED */
  async setMetadata(id: string, metadata: JsonObject): Promise<StoredImage> {
    const checked = checkedMetadata(metadata, this.limits);
    return this.change(id, { metadata: checked });
  }

  /** @throws LeopardError IMAGE_NOT_FOUND */
  rename(id: string, fileName: string): Promise<StoredImage> {
    return this.change(id, { fileName });
  }

  /** @throws LeopardError LIMIT_EXCEEDED */
  async delete(ids: readonly string[]): Promise<DeleteOutcome> {
    const { deletionsPerRequest } = this.limits;
    if (ids.length > deletionsPerRequest) {
      throw new LeopardError(
        'LIMIT_EXCEEDED',
        `One deleteImages takes at most ${deletionsPerRequest} ids (MAX_DELETIONS); there were ${ids.length}. Send them in parts.`,
      );
    }
    return this.collection.delete(ids);
  }

  private async change(id: string, change: Parameters<Collection['change']>[1]): Promise<StoredImage> {
    const changed = await this.collection.inTurn(id, () => this.collection.change(id, change));
    if (changed === undefined) throw imageNotFound(id);
    return changed.image;
  }
}
