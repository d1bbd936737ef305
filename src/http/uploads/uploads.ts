import { Upload } from 'graphql-upload-minimal';
import { LeopardError } from '../../lib/errors.js';
import { type SharedLimit } from '../../lib/shared-limit.js';
import { tooLarge } from '../../services/collection/sources/collect.js';
import { type PictureInput, readUpload, type UploadLimits } from '../../services/collection/sources/index.js';
import { isTruncated, multipartFault } from './multipart-fault.js';
import type { SpooledPicture, UploadSpool } from './spool.js';

export interface ArrivalLimits extends UploadLimits {
  /** Bytes of all bodies that arrive. */
  readonly memory: SharedLimit;
  readonly client: string | undefined;
}

/** The files of one request. Each is taken from the connection as it arrives, whoever wants it and when. */
export class Uploads {
  private readonly arriving = new Map<Upload, Promise<SpooledPicture>>();
  private over = false;

  constructor(
    private readonly spool: UploadSpool,
    private readonly limits: ArrivalLimits,
  ) {}

  /** Begins to take in every file that the variables of an operation wait for. */
  receive(operations: unknown): void {
    for (const upload of findUploads(operations)) {
      const arrival = this.take(upload);
      // Whoever reads it hears of a failure; nobody may.
      arrival.catch(() => undefined);
      this.arriving.set(upload, arrival);
    }
  }

  /** Resolves when all of them are here, or never will be. */
  async arrived(): Promise<void> {
    await Promise.allSettled(this.arriving.values());
  }

  /** @throws LeopardError IMAGE_*, BAD_USER_INPUT, TIMEOUT; the reason of the signal */
  async read(upload: Upload, signal?: AbortSignal): Promise<PictureInput> {
    const arrival = this.arriving.get(upload);
    if (arrival === undefined) throw new LeopardError('BAD_USER_INPUT', 'The upload belongs to another request.');
    return (await orAborted(arrival, signal)).read();
  }

  /** Ends with the request: frees what is kept, and what still arrives. */
  async discard(): Promise<void> {
    this.over = true;
    await Promise.allSettled([...this.arriving.values()].map(async (arrival) => (await arrival).discard()));
  }

  private async take(upload: Upload): Promise<SpooledPicture> {
    const file = await orAborted(upload.promise, this.limits.signal).catch((error: unknown) => {
      throw multipartFault(error);
    });
    let reserved = 0;
    const reserve = (bytes: number) => {
      if (this.limits.memory.take(this.limits.client, bytes) !== undefined) throw noRoom();
      reserved += bytes;
    };
    let spooled: SpooledPicture;
    try {
      const picture = await readUpload(file, { ...this.limits, reserve }).catch((error: unknown) => {
        throw isTruncated(error) ? tooLarge(this.limits.bytes, 'MAX_UPLOAD_BYTES') : multipartFault(error);
      });
      spooled = await this.spool.keep(picture);
    } finally {
      this.limits.memory.release(this.limits.client, reserved);
    }
    if (this.over) await spooled.discard();
    return spooled;
  }
}

/** Not by recursion: what a client nests is deeper than a stack. */
function findUploads(operations: unknown): Set<Upload> {
  const found = new Set<Upload>();
  const left = [operations];
  while (left.length > 0) {
    const value = left.pop();
    if (value instanceof Upload) found.add(value);
    else if (typeof value === 'object' && value !== null)
      for (const element of Object.values(value)) left.push(element);
  }
  return found;
}

export function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

const noRoom = () =>
  new LeopardError(
    'OVERLOADED',
    'The server is receiving as many large pictures as it has room for. Try again in a moment.',
    {
      retryAfterSeconds: 1,
    },
  );
