// The model alone: both graphs in one thread's sessions. Arguments: model folder, source, text tokens, precision, threads (all cores).
import { Buffer } from 'node:buffer';
import { availableParallelism } from 'node:os';
import { writeFileSync } from 'node:fs';
import { openSessions } from '../../../dist/services/encoder/sessions.js';
import { normalise } from '../../../dist/services/encoder/preprocessing/normalise.js';
import { openSource, serve, timed, tokenIds } from './common.mjs';

const [folder, kind, tokens, precision = 'fp32', threads = availableParallelism()] = process.argv.slice(2);
const { dimensions, source } = await openSource(folder, kind, precision);
const sessions = await openSessions(dimensions, source, Number(threads));
const { family, imageSize, patches, pixelMean, pixelStd } = dimensions;
const ids = tokenIds(family, Number(tokens));
const crop = Uint8Array.from({ length: imageSize ** 2 * 3 }, (_, index) => (index * 73 + (index >> 8)) & 255);
const task = {
  tokenIds: ids,
  // A picture of CLIP's is a vector beside the text; one of Visualized BGE's stands between its first two tokens.
  positions: ids.map((_, index) => (index === 0 || family === 'clip' ? index : patches + index)),
  keepImageTokens: false,
};

await serve(async ({ count = 3, writeInput }) => {
  // For another implementation to compute from.
  if (writeInput) writeFileSync(writeInput, Buffer.from(normalise(crop, pixelMean, pixelStd).buffer));
  let embedding = [];
  const ms = await timed(count, async () => {
    ({ embedding } = await sessions.run({ ...task, crop: crop.slice() }));
  });
  return { ms, embedding: [...embedding], tokenIds: ids };
});
