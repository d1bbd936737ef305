import type { Operation } from '../image-files/decoders/operation.js';
import type { ImageLimits } from '../image-files/limits.js';
import { type ImageDescription, inspectImage } from './inspect.js';

const inspect: Operation<ImageLimits, ImageDescription> = async (file, limits) => ({
  facts: await inspectImage(file, limits),
});

export default inspect;
