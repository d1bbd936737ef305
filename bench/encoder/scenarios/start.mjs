// Start: from nothing until both graphs are open in one worker thread, and until the encoder has answered its golden vector.
// Arguments: model folder, source, precision.
import { performance } from 'node:perf_hooks';
import { createEncoder } from '../../../dist/services/encoder/encoder.js';
import { inferenceThreads, WorkerPool } from '../../../dist/services/encoder/worker-pool.js';
import { encoderOptions, openSource, serve } from './common.mjs';

const [folder, kind, precision = 'fp32'] = process.argv.slice(2);
await serve(async () => {
  const started = performance.now();
  const threads = inferenceThreads(1);
  const { dimensions, source } = await openSource(folder, kind, precision);
  const setup = { dimensions, source, threads: 1, nice: 10 };
  const pool = await WorkerPool.start([{ kind: 'shared', setup }], threads);
  const graphsReady = performance.now() - started;
  await pool.close();
  const again = performance.now();
  const encoder = await createEncoder(
    await encoderOptions(folder, { precision, prepackedCache: kind === 'prepacked' }),
  );
  const encoderReady = performance.now() - again;
  await encoder.close();
  return { graphsReady, encoderReady };
});
