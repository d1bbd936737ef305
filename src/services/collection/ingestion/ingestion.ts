import PQueue from 'p-queue';
import type { Limits } from '../../../config/index.js';
import { LeopardError } from '../../../lib/errors.js';
import type { Encoder } from '../../encoder/types.js';
import { imageId } from '../../image-files/image-id.js';
import { inspectImage, makePlaceholder } from '../inspect.js';
import type { PictureReader } from '../picture-source.js';
import type { PictureInput } from '../sources/index.js';
import type { ImageStore } from '../../storage/images.js';
import type { Indexing } from './indexing.js';
import { queueUp, type Place } from '../../../lib/ordered-admission.js';
import { checkedMetadata } from './metadata.js';
import type { IngestInput, IngestResult } from './types.js';

export interface IngestionOptions {
  readonly encoder: Encoder;
  readonly images: ImageStore;
  readonly indexing: Indexing;
  readonly reader: PictureReader;
  readonly limits: Limits;
  /** Pictures in memory at a time, for the whole process: while some are encoded, the next are read and decoded. */
  readonly concurrency: number;
  /** Turns what is no LeopardError into one that says nothing, and logs it. */
  readonly mask: (error: unknown) => LeopardError;
  readonly now?: () => Date;
}

/** Takes pictures in, each by itself: stored, updated, unchanged, or rejected with a code. */
export class Ingestion {
  private readonly queue: PQueue;

  constructor(private readonly options: IngestionOptions) {
    this.queue = new PQueue({ concurrency: options.concurrency });
  }

  /** Pictures in memory at a time. */
  get concurrency(): number {
    return this.options.concurrency;
  }

  /**
   * Results in the order of the inputs. Of inputs with the same bytes the first is stored and the later ones change it.
   * Those from addresses come into this order when they have been fetched: a slow host holds up nobody else.
   * @throws LeopardError LIMIT_EXCEEDED where there are too many
   */
  async ingestBatch(inputs: readonly IngestInput[], signal?: AbortSignal): Promise<IngestResult[]> {
    const { imagesPerIngest } = this.options.limits;
    if (inputs.length > imagesPerIngest) {
      throw new LeopardError(
        'LIMIT_EXCEEDED',
        `One ingestImages takes at most ${imagesPerIngest} pictures (MAX_IMAGES_PER_INGEST); there were ${inputs.length}. Send them in parts.`,
      );
    }
    const line = queueUp(inputs.map(({ source }) => source.kind !== 'url'));
    return Promise.all(inputs.map((input, index) => this.ingest(input, signal, line[index])));
  }

  /** Never rejects. */
  async ingest(input: IngestInput, signal?: AbortSignal, place?: Place): Promise<IngestResult> {
    try {
      return await this.queue.add(() => this.take(input, signal, place));
    } catch (error) {
      return { status: 'REJECTED', error: this.options.mask(signal?.aborted ? signal.reason : error) };
    } finally {
      place?.leave();
    }
  }

  private async take(input: IngestInput, signal?: AbortSignal, place?: Place): Promise<IngestResult> {
    const { limits, reader, indexing } = this.options;
    signal?.throwIfAborted();
    if (input.metadata !== undefined) checkedMetadata(input.metadata, limits);
    const picture = await reader.read(input.source, signal);
    const id = await imageId(picture.bytes);
    await place?.reached;
    const result = indexing.inTurn<IngestResult>(id, async () => {
      signal?.throwIfAborted();
      const known = await indexing.change(id, { metadata: input.metadata, fileName: input.fileName });
      if (known !== undefined) return { status: known.changed ? 'UPDATED' : 'UNCHANGED', image: known.image };
      return { status: 'STORED', image: await this.store(id, picture, input, signal) };
    });
    place?.leave();
    return result;
  }

  private async store(id: string, picture: PictureInput, input: IngestInput, signal?: AbortSignal) {
    const { encoder, indexing, limits, now = () => new Date() } = this.options;
    const { bytes } = picture;
    const { mimeType, width, height } = await inspectImage(bytes, limits);
    const [{ embedding }, placeholder] = await Promise.all([
      encoder.encode({ image: { id, load: async () => bytes }, priority: 'bulk', signal }),
      makePlaceholder(bytes, limits),
    ]);
    const record = {
      id,
      fileName: input.fileName ?? input.defaultFileName ?? picture.fileName,
      mimeType,
      bytes: bytes.length,
      width,
      height,
      placeholder,
      metadata: input.metadata ?? {},
      createdAt: now().toISOString(),
    };
    return indexing.add({ original: bytes, record, embedding });
  }
}
