import type { Operation } from '../image-files/decoders/operation.js';
import { type ImageDescription, type ImageLimits, inspectImage } from './inspect.js';

const inspect: Operation<ImageLimits, ImageDescription> = async (file, limits) => ({
  facts: await inspectImage(file, limits),
});

export default inspect;
