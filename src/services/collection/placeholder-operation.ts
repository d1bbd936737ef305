import type { Operation } from '../image-files/decoders/operation.js';
import type { ImageLimits } from '../image-files/limits.js';
import { makePlaceholder } from './inspect.js';

const placeholder: Operation<ImageLimits, string> = async (file, limits) => ({
  facts: await makePlaceholder(file, limits),
});

export default placeholder;
