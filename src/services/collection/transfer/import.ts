import { type FileHandle, open } from 'node:fs/promises';
import PQueue from 'p-queue';
import { extract } from 'tar-stream';
import type { EncoderIdentity } from '../../encoder/types.js';
import { imageId } from '../../image-files/image-id.js';
import { isMissing, systemCode } from '../../../lib/atomic-file.js';
import type { ImportedImage, ImportTarget } from './import-target.js';
import {
  entryKind,
  parseEnd,
  parseHead,
  parsePicture,
  noArchive,
  unreadable,
  type ArchivedPicture,
} from './archive.js';

/** Longest JSON part: an embedding of 4,096 numbers with the largest metadata that can be set is far below. */
const JSON_BYTES = 16 * 1024 ** 2;
/** Pictures that are written at a time, so that they share fsyncs. */
const CONCURRENT = 16;

export interface ImportOptions {
  /**
   * The store for pictures of an encoder. Called once, before the first picture.
   * @throws SetupError where it is of another encoder
   */
  readonly openStore: (identity: EncoderIdentity) => Promise<ImportTarget>;
  /** Encodes a picture anew, in place of the embedding in the archive. */
  readonly encode?: (id: string, original: Buffer) => Promise<Float32Array>;
  /** Largest original, in bytes. */
  readonly maximumBytes: number;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

export interface ImportOutcome {
  readonly stored: number;
  /** Pictures that were there already; their metadata stays as it is. */
  readonly unchanged: number;
}

/**
 * Stores the pictures of an archive that `exportImages` wrote. Reads it once, a few pictures at a time; every original
 * is checked by its hash. Interrupted, it can be run again: what is there already is left as it is.
 * @throws SetupError IMPORT_UNREADABLE, IMPORT_TOO_NEW
 */
export async function importImages(file: string, options: ImportOptions): Promise<ImportOutcome> {
  const reading = (await openArchive(file)).createReadStream({ signal: options.signal });
  const archive = reading.pipe(extract());
  // `pipe` does not pass errors on.
  reading.on('error', (error) => archive.destroy(error));
  const importer = new Importer(options);
  try {
    for await (const entry of archive) await importer.take(entry.header.name, entry.header.size ?? 0, entry);
    return await importer.finish();
  } catch (error) {
    if (options.signal?.aborted) throw options.signal.reason;
    // tar-stream's own complaints have neither a code of the system nor one of ours.
    if (!(error instanceof Error) || error.constructor !== Error || systemCode(error) !== undefined) throw error;
    throw importer.begun ? unreadable(error.message, error) : noArchive(`${file} is no tar file`, error);
  } finally {
    reading.destroy();
    await importer.idle();
  }
}

/** @throws SetupError IMPORT_UNREADABLE where there is no file to read */
async function openArchive(file: string): Promise<FileHandle> {
  try {
    const handle = await open(file);
    if ((await handle.stat()).isFile()) return handle;
    await handle.close();
  } catch (error) {
    const reason = isMissing(error) ? `there is no file ${file}` : `${file} cannot be read (${systemCode(error)})`;
    throw noArchive(reason, error);
  }
  throw noArchive(`${file} is no file`);
}

class Importer {
  private readonly queue = new PQueue({ concurrency: CONCURRENT });
  private store: ImportTarget | undefined;
  private total = 0;
  private done = 0;
  private ended: number | undefined;
  private next: ArchivedPicture | undefined;
  private readonly outcome = { stored: 0, unchanged: 0 };
  private failure: unknown;

  constructor(private readonly options: ImportOptions) {}

  get begun(): boolean {
    return this.store !== undefined;
  }

  async take(name: string, size: number, content: AsyncIterable<unknown>): Promise<void> {
    const entry = entryKind(name);
    if (entry === undefined || (entry.kind === 'head') !== (this.store === undefined) || this.ended !== undefined) {
      throw unreadable(`its part ${JSON.stringify(name.slice(0, 100))} does not belong there`);
    }
    const limit = entry.kind === 'original' ? this.options.maximumBytes : JSON_BYTES;
    if (size > limit) throw unreadable(`its part ${name} has ${size} bytes, more than the ${limit} that are taken`);
    const data = await whole(content);
    switch (entry.kind) {
      case 'head': {
        const head = parseHead(data);
        this.total = head.pictures;
        this.store = await this.options.openStore(head.identity);
        break;
      }
      case 'record':
        this.next = parsePicture(name, data);
        break;
      case 'original':
        await this.picture(entry.id, data);
        break;
      case 'end':
        this.ended = parseEnd(data).pictures;
    }
  }

  async finish(): Promise<ImportOutcome> {
    await this.idle();
    if (this.failure !== undefined) throw this.failure;
    if (this.ended === undefined) throw unreadable('it is cut off');
    if (this.ended !== this.done) throw unreadable(`it names ${this.ended} pictures and has ${this.done}`);
    return this.outcome;
  }

  async idle(): Promise<void> {
    await this.queue.onIdle();
  }

  private async picture(id: string, original: Buffer): Promise<void> {
    const picture = this.next;
    this.next = undefined;
    if (picture?.record.id !== id) throw unreadable(`picture ${id} has no record before it`);
    const hash = await imageId(original);
    if (hash !== id) throw unreadable(`picture ${id} has the SHA-256 ${hash}`);
    await this.queue.onSizeLessThan(CONCURRENT);
    if (this.failure !== undefined) throw this.failure;
    void this.queue.add(() => this.put(picture, original).catch((error: unknown) => void (this.failure ??= error)));
  }

  private async put({ record, embedding }: ArchivedPicture, original: Buffer): Promise<void> {
    const { store } = this;
    if (store === undefined) return;
    const vector = this.options.encode ? await this.options.encode(record.id, original) : decode(embedding);
    const status = await store.put(checked({ original, record, embedding: vector }, store.identity));
    this.outcome[status] += 1;
    this.done += 1;
    this.options.onProgress?.(this.done, Math.max(this.done, this.total));
  }
}

async function whole(content: AsyncIterable<unknown>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of content) if (part instanceof Uint8Array) parts.push(part);
  return Buffer.concat(parts);
}

function decode(embedding: string): Float32Array {
  const bytes = Buffer.from(embedding, 'base64');
  return new Float32Array(new Uint8Array(bytes).buffer.slice(0, bytes.length - (bytes.length % 4)));
}

/** The store takes wrong values for faults of ours; from an archive they are damage. */
function checked(image: ImportedImage, { dimension }: EncoderIdentity): ImportedImage {
  const length = Math.sqrt(image.embedding.reduce((sum, value) => sum + value * value, 0));
  if (image.record.bytes !== image.original.length)
    throw unreadable(`the record of ${image.record.id} gives another length`);
  if (image.embedding.length === dimension && Math.abs(length - 1) < 1e-3) return image;
  throw unreadable(`the embedding of ${image.record.id} is damaged`);
}
