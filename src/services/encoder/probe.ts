import { familyNamed } from './families/index.js';
import type { ModelDimensions } from './models/model.js';
import type { Task } from './worker-protocol.js';

/** A composed input that the model takes, for seeing whether it computes what it computed before. */
export function probeTask(dimensions: ModelDimensions): Task {
  const { imageSize } = dimensions;
  const crop = Uint8Array.from({ length: imageSize * imageSize * 3 }, (_, index) => (index * 73 + (index >> 8)) & 255);
  return { crop, ...familyNamed(dimensions.family).probe(dimensions), keepImageTokens: false };
}
