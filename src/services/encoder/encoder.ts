import { basename } from 'node:path';
import type { Priority } from '../../lib/fair-queue.js';
import { createDecoders, type Decoders } from '../image-files/decoders/decoders.js';
import { operationModule } from '../image-files/decoders/operation.js';
import type { ModelDimensions } from './models/model.js';
import { readModelFolder, type ModelFolder } from './models/model-folder.js';
import { imageKey, queryKey, VectorCache, type CacheCounts } from './caches.js';
import type { Instructions } from './instruction.js';
import type { EncoderOptions } from './options.js';
import type { PreprocessOptions } from './preprocessing/preprocess.js';
import { preprocessingVersion } from './preprocessing/processor.js';
import { Scheduler } from './scheduler.js';
import { startWorkers, threadsAhead } from './start-workers.js';
import type { Encoder, EncoderIdentity, EncoderImage, EncodeRequest, Encoding } from './types.js';
import type { WorkerKind, WorkerPool } from './worker-pool.js';
import type { Task } from './worker-protocol.js';

/** Plain numbers for metrics. */
export interface EncoderStats {
  readonly imageTokenCache: CacheCounts;
  readonly embeddingCache: CacheCounts;
  readonly waiting: Readonly<Record<Priority, number>>;
  readonly workers: number;
  readonly idleWorkers: number;
  readonly workerCrashes: number;
  /** Where an inference service encodes. */
  readonly remote?: RemoteStats;
}

export interface RemoteStats {
  readonly requests: number;
  readonly retries: number;
  readonly tokens: number;
  readonly healthy: boolean;
  readonly lastError: string | undefined;
}

export interface ObservableEncoder extends Encoder {
  stats(): EncoderStats;
}

/** What the workers need, and how long it took to get it. */
interface Prepared {
  readonly task: Task;
  readonly decode: number;
}

/**
 * Opens the model and its worker threads.
 * @throws SetupError MODEL_*, PRECISION_*, CHECKPOINT_*, TENSOR_*, TOKENIZER_*
 */
export async function createEncoder(options: EncoderOptions): Promise<ObservableEncoder> {
  const threads = threadsAhead(options);
  try {
    const model = await readModelFolder(options.modelFolder);
    const { pool, dimensions, precision } = await startWorkers(model, options, threads);
    const instructions = await model.model.instructions(dimensions, options.truncateInstructions);
    const scheduler = new Scheduler({ queueLength: options.queueLength, backend: pool });
    pool.onChange = () => scheduler.pump();
    return new PooledEncoder(model, dimensions, precision, options, instructions, pool, scheduler);
  } finally {
    await threads.release();
  }
}

const CROP = operationModule<PreprocessOptions, { readonly decode: number }>('crop-operation', import.meta.url);

class PooledEncoder implements ObservableEncoder {
  readonly identity: EncoderIdentity;
  readonly limits;
  readonly languages;
  private readonly imageTokens: VectorCache;
  private readonly embeddings: VectorCache;
  private readonly decoders: Decoders;
  private readonly crops: Omit<PreprocessOptions, 'region'>;
  private closing: Promise<void> | undefined;

  constructor(
    private readonly model: ModelFolder,
    dimensions: ModelDimensions,
    precision: string,
    private readonly options: EncoderOptions,
    private readonly instructions: Instructions,
    private readonly pool: WorkerPool,
    private readonly scheduler: Scheduler,
  ) {
    const { folder, family, sha256, model: described } = model;
    this.identity = {
      model: basename(folder),
      checkpoint: sha256,
      dimension: dimensions.width,
      precision,
      preprocessing: `${options.preprocessing}-${preprocessingVersion(family.processor)}`,
    };
    this.limits = instructions.limits;
    this.languages = described.languages;
    this.imageTokens = new VectorCache(options.imageTokenCacheBytes);
    this.embeddings = new VectorCache(options.embeddingCacheBytes);
    this.decoders = options.decoders ?? createDecoders();
    this.crops = {
      variant: options.preprocessing,
      processor: family.processor,
      imageSize: dimensions.imageSize,
      maximumPixels: options.maximumPixels,
      maximumScans: options.maximumScans,
    };
  }

  async encode(request: EncodeRequest): Promise<Encoding> {
    request.signal?.throwIfAborted();
    const tokenIds = this.instructions.tokenIds(request);
    // Ingestion meets each picture once: it would only push the queries out of the caches.
    const interactive = request.priority === 'interactive';
    const key = queryKey(request.image, tokenIds);
    const known = interactive ? this.embeddings.get(key) : undefined;
    if (known !== undefined) {
      return {
        embedding: known.slice(),
        tokens: tokenIds.length,
        timings: { queue: 0, decode: 0, vision: 0, fuse: 0 },
      };
    }
    const submitted = performance.now();
    const encoding = await this.scheduler.submit<Prepared, Encoding>({
      priority: request.priority,
      signal: request.signal,
      prepare: () => this.prepare(request, tokenIds),
      run: (prepared, worker) => this.run(prepared, worker, submitted, request),
    });
    if (interactive) this.embeddings.set(key, encoding.embedding.slice());
    return encoding;
  }

  stats(): EncoderStats {
    return {
      imageTokenCache: this.imageTokens.counts,
      embeddingCache: this.embeddings.counts,
      waiting: this.scheduler.waiting,
      workers: this.pool.size,
      idleWorkers: this.pool.idle('shared') + this.pool.idle('search'),
      workerCrashes: this.pool.crashes,
    };
  }

  close(): Promise<void> {
    this.closing ??= this.scheduler.drain().then(() => this.release());
    return this.closing;
  }

  private async prepare({ image, ...turn }: EncodeRequest, tokenIds: readonly number[]): Promise<Prepared> {
    const positions = this.instructions.positions(tokenIds.length, image !== undefined);
    const keepImageTokens = turn.priority === 'interactive';
    const row = { tokenIds, positions, keepImageTokens };
    if (image === undefined) return { task: row, decode: 0 };
    const imageTokens =
      (keepImageTokens ? this.imageTokens.get(imageKey(image)) : undefined) ?? (await this.storedVector(image));
    if (imageTokens !== undefined) return { task: { ...row, imageTokens }, decode: 0 };
    const { bytes, facts } = await this.decoders.run(CROP, image, { ...this.crops, region: image.region }, turn);
    return { task: { ...row, crop: bytes }, decode: facts.decode };
  }

  /** What the model made of a stored picture, as it was before it was brought to length 1. */
  private async storedVector({ stored, region }: EncoderImage): Promise<Float32Array | undefined> {
    if (!this.model.family.pictureIsVector || region !== undefined) return undefined;
    const known = await stored?.();
    return known?.vector.map((value) => value * known.length);
  }

  private async run(
    { task, decode }: Prepared,
    worker: WorkerKind,
    submitted: number,
    { image }: EncodeRequest,
  ): Promise<Encoding> {
    const queue = performance.now() - submitted - decode;
    const { embedding, length, imageTokens, vision, fuse } = await this.pool.run(task, worker);
    if (image !== undefined && imageTokens !== undefined) this.imageTokens.set(imageKey(image), imageTokens);
    return {
      ...{ embedding, tokens: task.tokenIds.length, timings: { queue, decode, vision, fuse } },
      ...(length === undefined ? {} : { length }),
    };
  }

  private async release(): Promise<void> {
    if (this.options.decoders === undefined) this.decoders.close();
    await this.pool.close();
  }
}
