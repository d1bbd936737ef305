import type { Task } from '../../worker-protocol.js';
import type { ModelDescription } from './description.js';
import type { ModelDimensions } from './model.js';

/** A composed input that this model takes, for seeing whether it computes what it computed before. */
export function probeTask(
  { imageSize, patches }: ModelDimensions,
  { cls, unk, sep }: Pick<ModelDescription['tokenizer'], 'cls' | 'unk' | 'sep'>,
): Task {
  const crop = Uint8Array.from({ length: imageSize * imageSize * 3 }, (_, index) => (index * 73 + (index >> 8)) & 255);
  const tokenIds = [cls, unk, unk, sep];
  return {
    crop,
    tokenIds,
    positions: tokenIds.map((_, place) => (place === 0 ? 0 : patches + place)),
    keepImageTokens: false,
  };
}
