// Memory of a process with its workers, after loading and after twenty composed inputs. Arguments: model folder, source, workers.
import { openPrepackedCache } from '../../../dist/services/encoder/prepacked/prepacked-cache.js';
import { WorkerPool } from '../../../dist/services/encoder/worker-pool.js';
import { openModel } from '../../../dist/services/models/model-folder.js';
import { probeTask } from '../../../dist/services/encoder/probe.js';
import { memory, serve } from './common.mjs';

const [folder, source, workers] = process.argv.slice(2);
await serve(async () => {
  const model = await openModel(folder);
  const from =
    source === 'prepacked'
      ? { kind: 'prepacked', folder: (await openPrepackedCache(model)).folder }
      : { kind: 'checkpoint', ...model.graphs };
  const plan = { kind: 'shared', setup: { dimensions: model.dimensions, source: from, threads: 1, nice: 10 } };
  const pool = await WorkerPool.start(Array.from({ length: Number(workers) }, () => plan));
  const loaded = memory();
  for (let round = 0; round < 10; round++) {
    await Promise.all(Array.from({ length: Number(workers) }, () => pool.run(probeTask(model.dimensions), 'shared')));
  }
  const steady = memory();
  await pool.close();
  return { loaded, steady };
});
