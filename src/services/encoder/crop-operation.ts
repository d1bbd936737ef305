import type { Operation } from '../image-files/decoders/operation.js';
import { preprocess, type PreprocessOptions } from './preprocessing/preprocess.js';

/** Makes a picture ready for the model: bytes `[S, S, 3]`, RGB; `decode` in ms. */
const crop: Operation<PreprocessOptions, { readonly decode: number }> = async (file, options) => {
  const started = performance.now();
  const bytes = await preprocess(file, options);
  return { facts: { decode: performance.now() - started }, bytes };
};

export default crop;
