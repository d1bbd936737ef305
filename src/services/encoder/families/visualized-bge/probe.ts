import type { ModelDimensions } from './model.js';
import type { Task } from '../../worker-protocol.js';

/** A composed input that any model takes, for seeing whether it computes what it computed before. */
export function probeTask({ imageSize, patches }: ModelDimensions): Task {
  const crop = Uint8Array.from({ length: imageSize * imageSize * 3 }, (_, index) => (index * 73 + (index >> 8)) & 255);
  const tokenIds = [2, 3, 5, 7];
  return {
    crop,
    tokenIds,
    positions: [0, 1, 2, 3].map((place) => (place === 0 ? 0 : patches + place)),
    keepImageTokens: false,
  };
}
