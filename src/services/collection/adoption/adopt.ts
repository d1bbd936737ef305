import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import PQueue from 'p-queue';
import type { Limits } from '../../../config/index.js';
import { LeopardError } from '../../../lib/errors.js';
import type { JsonObject } from '../../../lib/json.js';
import type { Decoders } from '../../image-files/decoders/decoders.js';
import { imageId } from '../../image-files/image-id.js';
import { checkedMetadata } from '../ingestion/metadata.js';
import { INSPECT, ofPictures, PLACEHOLDER } from '../picture-operations.js';
import type { ImportTarget } from '../transfer/import-target.js';
import { AdoptionReport } from './report.js';
import type { PictureFinder } from './find-picture.js';
import { prove, type ProofParts, requireDimension } from './prove.js';
import { chooseSample, surveyRows } from './survey.js';
import type { AdoptableCollection, AdoptableRow } from './types.js';

/** Pictures that are read and written at a time, so that they share fsyncs. */
const CONCURRENT = 16;
/** Keys whose rows are asked for at a time. */
const KEYS_AT_A_TIME = 256;

export interface AdoptOptions extends ProofParts {
  readonly source: AdoptableCollection;
  readonly pathField: string;
  readonly find: PictureFinder;
  readonly decoders: Decoders;
  readonly limits: Limits;
  /** Pictures that are encoded as the proof; up to as many more where the preprocessings can differ. */
  readonly sample: number;
  /** Opened when the proof holds: nothing is made before. */
  readonly openTarget: () => Promise<ImportTarget>;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Takes over a collection with the vectors that it has: nothing is encoded but a sample, which proves that the model is the one that made
 * them. Can be interrupted and run again: what is stored stays as it is.
 * @throws SetupError ADOPT_*, ENCODER_MISMATCH; faults of single pictures are in the report
 */
export async function adopt(options: AdoptOptions): Promise<AdoptionReport> {
  const { source, pathField, find, encoder, decoders, limits, signal } = options;
  requireDimension(source.name, source.layout.vector.dimension, encoder);
  const survey = await surveyRows(source, pathField, find, signal);
  const pictures = await chooseSample(survey, options.sample, decoders, ofPictures(limits));
  const vectors = new Map((await source.rows(pictures.map(({ key }) => key))).map(({ key, vector }) => [key, vector]));
  const sample = pictures.flatMap((picture) => {
    const vector = vectors.get(picture.key);
    return vector ? [{ ...picture, vector }] : [];
  });
  const proof = await prove(sample, options);
  const report = new AdoptionReport(source.name, survey, proof);
  await new Adoption(options, await options.openTarget(), report).run();
  return report;
}

class Adoption {
  private readonly queue = new PQueue({ concurrency: CONCURRENT });
  private failure: unknown;

  constructor(
    private readonly options: AdoptOptions,
    private readonly target: ImportTarget,
    private readonly report: AdoptionReport,
  ) {}

  async run(): Promise<void> {
    try {
      await this.enqueueAll();
    } finally {
      await this.queue.onIdle();
      this.report.interrupted = this.options.signal.aborted;
    }
    if (this.failure !== undefined) throw this.failure;
  }

  private async enqueueAll(): Promise<void> {
    const { source, signal } = this.options;
    for await (const page of source.keys()) {
      for (let start = 0; start < page.length; start += KEYS_AT_A_TIME) {
        if (signal.aborted || this.failure !== undefined) return;
        const keys = page.slice(start, start + KEYS_AT_A_TIME).map(({ key }) => key);
        for (const row of await source.rows(keys)) await this.enqueue(row);
      }
    }
  }

  private async enqueue(row: AdoptableRow): Promise<void> {
    await this.queue.onSizeLessThan(CONCURRENT);
    void this.queue.add(async () => {
      if (this.options.signal.aborted || this.failure !== undefined) return;
      try {
        await this.take(row);
      } catch (error) {
        if (error instanceof LeopardError && PICTURE_FAULTS.test(error.code)) this.report.reject(row, error);
        else this.failure ??= error;
      }
      this.options.onProgress?.(this.report.done, this.report.rows);
    });
  }

  private async take(row: AdoptableRow): Promise<void> {
    const file = row.path === undefined ? undefined : await this.options.find(row.path);
    // Counted by the survey.
    if (file === undefined) return;
    const bytes = await readPicture(file);
    const id = await imageId(bytes);
    if (await this.target.has(id)) return this.report.add('unchanged');
    const limits = ofPictures(this.options.limits);
    const turn = { priority: 'bulk' } as const;
    const load = async () => bytes;
    const { decoders } = this.options;
    const { cost, ...described } = (await decoders.run(INSPECT, { load }, limits, turn)).facts;
    const { facts: placeholder } = await decoders.run(PLACEHOLDER, { load, cost }, limits, turn);
    const metadata = checkedMetadata(this.metadataOf(row), this.options.limits);
    const createdAt = new Date().toISOString();
    const record = {
      id,
      fileName: basename(file),
      ...described,
      bytes: bytes.length,
      placeholder,
      metadata,
      createdAt,
    };
    this.report.add(await this.target.put({ original: bytes, record, embedding: unit(row.vector) }));
  }

  /** All that the row says, but its path and a key that Milvus counted up. */
  private metadataOf({ fields }: AdoptableRow): JsonObject {
    const { key } = this.options.source.layout;
    const metadata = { ...fields };
    delete metadata[this.options.pathField];
    if (key.generated) delete metadata[key.name];
    return metadata;
  }
}

/** What concerns one picture; all else ends the run. */
const PICTURE_FAULTS = /^(?:IMAGE_|LIMIT_EXCEEDED$|BAD_USER_INPUT$)/;

async function readPicture(file: string): Promise<Buffer> {
  return readFile(file).catch((cause: unknown) => {
    throw new LeopardError('IMAGE_UNREADABLE', `The file cannot be read: ${(cause as Error).message}.`, { cause });
  });
}

/** Length 1; a vector that has it stays what it is, to the bit. @throws LeopardError BAD_USER_INPUT */
function unit(vector: Float32Array): Float32Array {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  if (!Number.isFinite(length) || length === 0)
    throw new LeopardError(
      'BAD_USER_INPUT',
      'The vector of this row has no direction: it is zero, or not all numbers.',
    );
  return Math.abs(length - 1) < 1e-5 ? vector : vector.map((value) => value / length);
}
