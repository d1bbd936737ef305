import type { Limits } from '../../../config/index.js';
import { LeopardError } from '../../../lib/errors.js';
import { FairQueue } from '../../../lib/fair-queue.js';
import type { Caller } from '../../../lib/caller.js';
import type { EncodeRequest } from '../../encoder/types.js';
import type { EncodersInUse, NumberedEncoder } from '../../encoder/numbered.js';
import type { Decoders } from '../../image-files/decoders/decoders.js';
import { imageId } from '../../image-files/image-id.js';
import { INSPECT, ofPictures, PLACEHOLDER } from '../picture-operations.js';
import type { PictureReader } from '../picture-source.js';
import type { PictureInput } from '../sources/index.js';
import type { Collection, EncodedBy } from '../collection.js';
import { admitInOrder, type Admission } from '../../../lib/ordered-admission.js';
import { checkedMetadata } from './metadata.js';
import type { IngestInput, IngestResult } from './types.js';

export interface IngestionOptions {
  readonly encoders: EncodersInUse;
  readonly collection: Collection;
  readonly reader: PictureReader;
  readonly decoders: Decoders;
  readonly limits: Limits;
  /** Pictures in memory at a time, for the whole process: while some are encoded, the next are read and decoded. */
  readonly concurrency: number;
  /** Pictures of one client in memory at a time. */
  readonly concurrencyOfOne: number;
  /** Turns what is no LeopardError into one that says nothing, and logs it. */
  readonly mask: (error: unknown) => LeopardError;
}

/** Takes pictures in, each by itself: stored, updated, unchanged, or rejected with a code. */
export class Ingestion {
  private readonly queue: FairQueue;

  constructor(private readonly options: IngestionOptions) {
    const { concurrency, concurrencyOfOne } = options;
    this.queue = new FairQueue({ places: concurrency, placesOfOne: concurrencyOfOne, placesOfBulk: concurrency });
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
  async ingestBatch(inputs: readonly IngestInput[], caller: Caller = {}): Promise<IngestResult[]> {
    const { imagesPerIngest } = this.options.limits;
    if (inputs.length > imagesPerIngest) {
      throw new LeopardError(
        'LIMIT_EXCEEDED',
        `One ingestImages takes at most ${imagesPerIngest} pictures (MAX_IMAGES_PER_INGEST); there were ${inputs.length}. Send them in parts.`,
      );
    }
    const admissions = admitInOrder(inputs.map(({ source }) => source.kind !== 'url'));
    return Promise.all(inputs.map((input, index) => this.ingest(input, caller, admissions[index])));
  }

  /** Never rejects. */
  async ingest(input: IngestInput, caller: Caller = {}, admission?: Admission): Promise<IngestResult> {
    try {
      return await this.queue.run({ ...caller, priority: 'bulk' }, () => this.take(input, caller, admission));
    } catch (error) {
      return { status: 'REJECTED', error: this.options.mask(caller.signal?.aborted ? caller.signal.reason : error) };
    } finally {
      admission?.release();
    }
  }

  private async take(input: IngestInput, caller: Caller, admission?: Admission): Promise<IngestResult> {
    const { limits, reader } = this.options;
    caller.signal?.throwIfAborted();
    if (input.metadata !== undefined) checkedMetadata(input.metadata, limits);
    return reader.withPicture(input.source, caller, (picture) => this.add(picture, input, caller, admission));
  }

  private async add(
    picture: PictureInput,
    input: IngestInput,
    caller: Caller,
    admission?: Admission,
  ): Promise<IngestResult> {
    const { collection } = this.options;
    const id = await imageId(picture.bytes);
    await admission?.admitted;
    const result = collection.inTurn<IngestResult>(id, async () => {
      caller.signal?.throwIfAborted();
      const known = await collection.change(id, { metadata: input.metadata, fileName: input.fileName });
      if (known === undefined) return this.store(id, picture, input, caller);
      const { image, changed, searchable } = known;
      return { status: changed ? 'UPDATED' : 'UNCHANGED', image, searchable };
    });
    admission?.release();
    return result;
  }

  private async store(id: string, picture: PictureInput, input: IngestInput, caller: Caller): Promise<IngestResult> {
    const { encoders, decoders, collection } = this.options;
    const { active, beside } = encoders;
    const { bytes } = picture;
    const limits = ofPictures(this.options.limits);
    const load = async () => bytes;
    const turn = { ...caller, priority: 'bulk' } as const;
    const { cost, ...described } = (await decoders.run(INSPECT, { load }, limits, turn)).facts;
    const encode = (by: NumberedEncoder) => encodedBy(by, { image: { id, load, cost }, ...turn });
    const [embedding, second, { facts: placeholder }] = await Promise.all([
      encode(active),
      // What stands beside never stops a picture from being stored: it is encoded later then.
      beside && encode(beside).catch(() => undefined),
      decoders.run(PLACEHOLDER, { load, cost }, limits, turn),
    ]);
    const record = {
      id,
      fileName: input.fileName ?? input.defaultFileName ?? picture.fileName,
      ...described,
      bytes: bytes.length,
      placeholder,
      metadata: input.metadata ?? {},
    };
    const embeddings = second === undefined ? [embedding] : [embedding, second];
    const added = await collection.add({ original: bytes, record, embeddings });
    // Another server may have stored the same picture meanwhile.
    const { image, changed, searchable } = added;
    return { status: changed ? 'STORED' : 'UNCHANGED', image, searchable };
  }
}

async function encodedBy({ encoder, number }: NumberedEncoder, request: EncodeRequest): Promise<EncodedBy> {
  const { embedding, length = 1 } = await encoder.encode(request);
  return { encoder: number, embedding: { vector: embedding, length } };
}
