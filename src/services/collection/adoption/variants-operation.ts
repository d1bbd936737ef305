import { variantsDiffer } from '../../encoder/preprocessing/variants-differ.js';
import type { Operation } from '../../image-files/decoders/operation.js';
import { type ImageLimits, pixelLimit } from '../../image-files/limits.js';
import { readImageHeader } from '../../image-files/open.js';

const differ: Operation<ImageLimits, boolean> = async (file, limits) => ({
  facts: variantsDiffer(await readImageHeader(file, pixelLimit(limits))),
});

export default differ;
