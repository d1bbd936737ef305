// One picture file to a normalised tensor, ms. Arguments: width, height, variant.
import { preprocess } from '../../../dist/services/encoder/preprocessing/preprocess.js';
import { normalise } from '../../../dist/services/encoder/preprocessing/normalise.js';
import { jpeg, serve, timed } from './common.mjs';

const [width, height, variant] = process.argv.slice(2);
const bytes = await jpeg(Number(width), Number(height));
const run = async () =>
  normalise(
    await preprocess(bytes, { variant, imageSize: 224, maximumPixels: 50e6 }),
    [0.48145466, 0.4578275, 0.40821073],
    [0.26862954, 0.26130258, 0.27577711],
  );
await timed(5, run);
await serve(async ({ count = 20 }) => ({ ms: await timed(count, run) }));
