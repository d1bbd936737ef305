// What `leopard ingest` does with a folder, into an empty data folder. Arguments: empty folder, number and side of pictures, model folder.
// Answers with the pictures a second, the part of the time that its workers spent computing, and MiB along the way.
import 'reflect-metadata';
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { openCollection } from '../../../dist/cli/ingest/collection.js';
import { ingestCollections } from '../../../dist/cli/ingest/run.js';
import { openServiceTarget } from '../../../dist/cli/ingest/service-target.js';
import { readConfig } from '../../../dist/config/index.js';
import { createEncoder } from '../../../dist/services/encoder/encoder.js';
import { numberedPictures } from '../../server/scenarios/pictures.mjs';
import { encoderOptions, memory, serve } from '../../encoder/scenarios/common.mjs';

/** Shares of the pictures after which memory is looked at. */
const SHARES = [0.1, 0.25, 0.5, 0.75, 1];

const [folder, count, side, modelFolder] = process.argv.slice(2);
const pictures = join(folder, 'pictures');
let computing = 0;

/** The threads that ingestion computes on: one for each core; the encoder has one more for searches. */
const THREADS = availableParallelism();

/** The encoder as it is, with an eye on what its workers were busy with. */
async function openEncoder() {
  const encoder = await createEncoder(await encoderOptions(modelFolder));
  const encode = encoder.encode.bind(encoder);
  encoder.encode = async (...question) => {
    const answer = await encode(...question);
    computing += answer.timings.vision + answer.timings.fuse;
    return answer;
  };
  return encoder;
}

async function drawPictures() {
  const picture = await numberedPictures(Number(side), 4);
  await mkdir(pictures);
  for (let number = 0; number < Number(count); number++)
    await writeFile(join(pictures, `${number}.jpg`), picture(number));
}

await serve(async () => {
  await drawPictures();
  const config = readConfig({ DATA_FOLDER: join(folder, 'data'), LOG_LEVEL: 'silent' });
  const collection = await openCollection(pictures, config.limits.uploadBytes);
  const target = await openServiceTarget(config, { openEncoder });
  computing = 0;
  const samples = [];
  const progress = {
    update: (done, total) => {
      if (done >= SHARES[samples.length] * total) samples.push({ done, ...memory() });
    },
  };
  const started = performance.now();
  const { signal } = new globalThis.AbortController();
  const report = await ingestCollections([collection], target, { progress, signal });
  const elapsed = performance.now() - started;
  await target.close();
  const { counts } = JSON.parse(JSON.stringify(report));
  return { counts, picturesPerSecond: (1000 * report.done) / elapsed, busy: computing / (elapsed * THREADS), samples };
});
