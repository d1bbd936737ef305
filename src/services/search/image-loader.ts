import DataLoader from 'dataloader';
import type { Collection } from '../collection/collection.js';
import type { ImageLoader } from './types.js';

/** Pictures in batches; undefined for those that are not there. Not kept: a change of the same operation is seen. */
export function createImageLoader(collection: Pick<Collection, 'get'>): ImageLoader {
  return new DataLoader((ids: readonly string[]) => collection.get(ids), { cache: false });
}
