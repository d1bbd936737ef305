import { operationModule } from '../image-files/decoders/operation.js';
import type { ImageLimits } from '../image-files/limits.js';
import type { ImageDescription } from './inspect.js';

/** `inspectImage`, in a decoder. */
export const INSPECT = operationModule<ImageLimits, ImageDescription>('inspect-operation', import.meta.url);

/** `makePlaceholder`, in a decoder. */
export const PLACEHOLDER = operationModule<ImageLimits, string>('placeholder-operation', import.meta.url);

/** What goes to a decoder of the limits. */
export const ofPictures = ({ imagePixels, imageScans }: ImageLimits): ImageLimits => ({ imagePixels, imageScans });
