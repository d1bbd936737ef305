/**
 * The picture preprocessing that a family of models was trained with. They differ in two things:
 * - `torchvision`: `reference` resizes in the file's own mode, RGB last; the centre crop rounds halves to the even pixel
 * - `clip` (transformers' CLIPImageProcessor): `reference` converts to RGB first; the centre crop rounds down
 */
export type Processor = 'torchvision' | 'clip';

/** Counts with every change that may change a single bit of a crop: part of the identity of an index. */
const VERSIONS: Readonly<Record<Processor, string>> = { torchvision: '1', clip: 'clip-1' };

export const preprocessingVersion = (processor: Processor): string => VERSIONS[processor];
