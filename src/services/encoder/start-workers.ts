import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { SetupError } from '../../lib/errors.js';
import { verifyCheckpoint } from './models/checkpoint/verify.js';
import type { ModelDimensions } from './models/model.js';
import type { ModelFolder } from './models/model-folder.js';
import { openPrepackedCache, type PrepackedCache } from './prepacked/prepacked-cache.js';
import { choosePrecision, requireSame, type ChosenPrecision } from './quantisation/chosen-precision.js';
import type { EncoderOptions } from './options.js';
import { probeTask } from './probe.js';
import type { ThreadReserve } from './thread.js';
import { requireUsable } from './usable.js';
import { inferenceThreads, WorkerPool, type PlannedWorker } from './worker-pool.js';
import type { ModelSource } from './worker-protocol.js';

/** The event loop, at 0, comes before searches, and searches before ingestion: about three to one where both compute. */
const NICE = { search: 5, shared: 10 } as const;

type StartOptions = Pick<
  EncoderOptions,
  'workers' | 'precision' | 'prepackedCache' | 'prepackedCacheFromBytes' | 'prepackedCacheBytes' | 'onNotice'
>;

export interface StartedWorkers {
  readonly pool: WorkerPool;
  readonly dimensions: ModelDimensions;
  /** Name of the precision. */
  readonly precision: string;
}

/** Threads that begin while this one, busy on a core of its own, reads what the folder holds. */
export function threadsAhead({ workers }: StartOptions): ThreadReserve {
  const cores = availableParallelism();
  return inferenceThreads(Math.min(workers || cores, cores - 1));
}

/**
 * Opens the model in worker threads, from the prepacked cache where that is possible and gives the golden vector. Resolves when the
 * first of them can be asked; the others follow.
 * @throws SetupError CHECKPOINT_*, TENSOR_*, MODEL_NOT_USABLE, PRECISION_*, MODEL_UNRUNNABLE (with what the runtime says)
 */
export async function startWorkers(
  folder: ModelFolder,
  options: StartOptions,
  threads: ThreadReserve,
): Promise<StartedWorkers> {
  const precision = await choosePrecision(folder, options.precision);
  const small = (await stat(folder.checkpointPath)).size < options.prepackedCacheFromBytes;
  if (options.prepackedCache && !small) {
    const started = await startFromCache(folder, precision, options, threads);
    if (started !== undefined) return started;
  }
  // What it takes is loaded only here: a start from prepacked weights needs nothing of what reads checkpoints and writes graphs.
  const { dimensions, graphs, weightsFolder } = await folder.model.open(folder.checkpointPath, precision.precisions);
  const source = { kind: 'checkpoint', graphs, weightsFolder } as const;
  const verified = verifyCheckpoint(folder);
  const started = WorkerPool.start(plan(dimensions, source, options, small), threads);
  const [verification, start] = await Promise.allSettled([verified, started]);
  if (verification.status === 'rejected') {
    if (start.status === 'fulfilled') await start.value.close();
    throw verification.reason;
  }
  if (start.status === 'fulfilled')
    return { pool: await proven(start.value, folder, dimensions, precision), dimensions, precision: precision.name };
  throw new SetupError(
    'MODEL_UNRUNNABLE',
    `The runtime cannot open the model in ${folder.folder}: ${message(start.reason)}`,
    {
      cause: start.reason,
    },
  );
}

/**
 * - Bulk work: a thread for each core, each with a picture of its own. That is a third more pictures than all cores on one.
 * - Searches: one more worker that uses all cores at once, where the weights are shared, so that it costs little memory.
 * - Without shared weights each worker would copy 750 MB: one worker then uses all cores, unless another number is asked for.
 */
function plan(
  dimensions: ModelDimensions,
  source: ModelSource,
  { workers }: StartOptions,
  small: boolean,
): PlannedWorker[] {
  const cores = availableParallelism();
  const worker = (kind: PlannedWorker['kind'], threads: number): PlannedWorker => ({
    kind,
    setup: { dimensions, source, threads, nice: NICE[kind] },
  });
  const shared = (count: number) => Array.from({ length: count }, () => worker('shared', 1));
  if (small) return shared(workers || cores);
  if (source.kind === 'prepacked')
    return [...shared(workers || cores), ...(cores > 1 ? [worker('search', cores)] : [])];
  return workers === 0 ? [worker('shared', cores)] : shared(workers);
}

/** @throws SetupError MODEL_NOT_USABLE, PRECISION_UNSUPPORTED */
async function proven(
  pool: WorkerPool,
  { model }: ModelFolder,
  dimensions: ModelDimensions,
  precision: ChosenPrecision,
): Promise<WorkerPool> {
  try {
    const { embedding } = await pool.run(probeTask(dimensions), 'shared');
    requireUsable(embedding, model.name);
    requireSame(embedding, precision, model.name);
    return pool;
  } catch (error) {
    await pool.close();
    throw error;
  }
}

/** A cache that is damaged, cannot be opened, or gives another vector than the checkpoint, is built anew, once. */
async function startFromCache(
  model: ModelFolder,
  precision: ChosenPrecision,
  options: StartOptions,
  threads: ThreadReserve,
): Promise<StartedWorkers | undefined> {
  const notice = options.onNotice ?? (() => undefined);
  let fault: unknown;
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      const cache = await openPrepackedCache(model, { precision, bytes: options.prepackedCacheBytes });
      if (cache.replaced !== undefined) notice(unusable(cache, cache.replaced));
      if (cache.built) notice(`Built the prepacked weights in ${cache.folder}; later starts use them.`);
      try {
        const pool = await startChecked(cache, options, threads);
        return { pool, dimensions: cache.dimensions, precision: precision.name };
      } catch (error) {
        notice(unusable(cache, message(error)));
        await cache.discard();
        throw error;
      }
    } catch (error) {
      if (error instanceof SetupError) throw error;
      fault = error;
    }
  }
  notice(
    `Without prepacked weights (${message(fault)}): the model runs straight from its checkpoint, and takes longer to start.`,
  );
  return undefined;
}

const unusable = ({ folder }: PrepackedCache, why: string): string =>
  `The prepacked weights in ${folder} cannot be used (${why}); they were deleted.`;

/** The weights are read and compared while the first worker maps them: no vector has left before both are done. */
async function startChecked(cache: PrepackedCache, options: StartOptions, threads: ThreadReserve): Promise<WorkerPool> {
  const { folder, dimensions, golden } = cache;
  const workers = plan(dimensions, { kind: 'prepacked', folder }, options, false);
  const [checked, started] = await Promise.allSettled([cache.check(), WorkerPool.start(workers, threads)]);
  if (started.status === 'rejected') throw checked.status === 'rejected' ? checked.reason : started.reason;
  const pool = started.value;
  try {
    if (checked.status === 'rejected') throw checked.reason;
    const { embedding } = await pool.run(probeTask(dimensions), 'shared');
    if (golden.length === embedding.length && golden.every((value, index) => value === embedding[index])) return pool;
    throw new Error('they give another vector than the checkpoint');
  } catch (error) {
    await pool.close();
    throw error;
  }
}

const message = (error: unknown): string => (error instanceof Error ? error.message : String(error));
