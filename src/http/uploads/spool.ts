import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PictureInput } from '../../services/collection/sources/index.js';

/** A picture that has arrived and waits to be worked on; it can be read more than once. */
export interface SpooledPicture {
  read(): Promise<PictureInput>;
  /** Frees its memory or its file. Safe to call twice. */
  discard(): Promise<void>;
}

/**
 * Keeps uploads from their arrival until their request is over: in memory up to a number of bytes for the whole
 * process, past it in files. So the order in which an operation wants its files never holds up the connection, and
 * memory does not grow with them.
 */
export class UploadSpool {
  private held = 0;

  private constructor(
    private readonly folder: string,
    private readonly memoryBytes: number,
  ) {}

  /** Opens an empty spool; what a crash left there is deleted. */
  static async open(folder: string, memoryBytes: number): Promise<UploadSpool> {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return new UploadSpool(folder, memoryBytes);
  }

  /** Bytes in memory now. */
  get memoryInUse(): number {
    return this.held;
  }

  async keep(picture: PictureInput): Promise<SpooledPicture> {
    const { length } = picture.bytes;
    return this.held + length <= this.memoryBytes ? this.inMemory(picture) : this.inFile(picture);
  }

  private inMemory(picture: PictureInput): SpooledPicture {
    let kept: PictureInput | undefined = picture;
    this.held += picture.bytes.length;
    return {
      read: async () => kept ?? gone(),
      discard: async () => {
        if (kept !== undefined) this.held -= kept.bytes.length;
        kept = undefined;
      },
    };
  }

  private async inFile({ bytes, ...rest }: PictureInput): Promise<SpooledPicture> {
    const path = join(this.folder, randomUUID());
    await writeFile(path, bytes, { mode: 0o600 });
    return {
      read: async () => ({ ...rest, bytes: await readFile(path) }),
      discard: () => rm(path, { force: true }),
    };
  }
}

function gone(): never {
  throw new Error('an upload was read after its request was over');
}
