// Memory of a process with its workers, after loading and after twenty composed inputs. Arguments: model folder, source, workers, precision.
import { WorkerPool } from '../../../dist/services/encoder/worker-pool.js';
import { probeTask } from '../../../dist/services/encoder/probe.js';
import { memory, openSource, serve } from './common.mjs';

const [folder, kind, workers, precision] = process.argv.slice(2);
await serve(async () => {
  const { dimensions, source } = await openSource(folder, kind, precision);
  const plan = { kind: 'shared', setup: { dimensions, source, threads: 1, nice: 10 } };
  const pool = await WorkerPool.start(Array.from({ length: Number(workers) }, () => plan));
  // The others follow the first.
  await new Promise((resolve) => {
    const check = () => pool.idle('shared') === Number(workers) && resolve();
    pool.onChange = check;
    check();
  });
  const loaded = memory();
  for (let round = 0; round < 10; round++) {
    await Promise.all(Array.from({ length: Number(workers) }, () => pool.run(probeTask(dimensions), 'shared')));
  }
  const steady = memory();
  await pool.close();
  return { loaded, steady };
});
