import type { Limits } from '../../../config/index.js';
import { LeopardError } from '../../../lib/errors.js';
import type { JsonObject, StoredImage } from '../../storage/images.js';
import type { Indexing } from './indexing.js';
import { checkedMetadata } from './metadata.js';

/** Changes of pictures that are stored. */
export class Editing {
  constructor(
    private readonly indexing: Indexing,
    private readonly limits: Limits,
  ) {}

  /** @throws LeopardError IMAGE_NOT_FOUND, LIMIT_EXCEEDED */
  async setMetadata(id: string, metadata: JsonObject): Promise<StoredImage> {
    const image = await this.indexing.setMetadata(id, checkedMetadata(metadata, this.limits));
    if (image !== undefined) return image;
    throw new LeopardError(
      'IMAGE_NOT_FOUND',
      `There is no picture ${id.slice(0, 64)}. List those that are there with \`images\`.`,
    );
  }

  /** @throws LeopardError LIMIT_EXCEEDED */
  async delete(ids: readonly string[]): Promise<{ deleted: string[]; notFound: string[] }> {
    const { deletionsPerRequest } = this.limits;
    if (ids.length > deletionsPerRequest) {
      throw new LeopardError(
        'LIMIT_EXCEEDED',
        `One deleteImages takes at most ${deletionsPerRequest} ids (MAX_DELETIONS); there were ${ids.length}. Send them in parts.`,
      );
    }
    return this.indexing.delete(ids);
  }
}
