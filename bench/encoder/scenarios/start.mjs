// Start: from nothing until both graphs are open in one worker thread, and until the encoder has answered its golden vector.
// Arguments: model folder, source.
import { performance } from 'node:perf_hooks';
import { createEncoder } from '../../../dist/services/encoder/encoder.js';
import { openPrepackedCache } from '../../../dist/services/encoder/prepacked/prepacked-cache.js';
import { inferenceThreads, WorkerPool } from '../../../dist/services/encoder/worker-pool.js';
import { openModel } from '../../../dist/services/models/model-folder.js';
import { encoderOptions, serve } from './common.mjs';

const [folder, source] = process.argv.slice(2);
await serve(async () => {
  const started = performance.now();
  const threads = inferenceThreads(1);
  const model = await openModel(folder);
  const from =
    source === 'prepacked'
      ? { kind: 'prepacked', folder: (await openPrepackedCache(model)).folder }
      : { kind: 'checkpoint', ...model.graphs };
  const setup = { dimensions: model.dimensions, source: from, threads: 1, nice: 10 };
  const pool = await WorkerPool.start([{ kind: 'shared', setup }], threads);
  const graphsReady = performance.now() - started;
  await pool.close();
  const again = performance.now();
  const encoder = await createEncoder(await encoderOptions(folder, { prepackedCache: source === 'prepacked' }));
  const encoderReady = performance.now() - again;
  await encoder.close();
  return { graphsReady, encoderReady };
});
