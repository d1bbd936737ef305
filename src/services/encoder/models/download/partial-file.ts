import { open, readFile, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { SetupError } from '../../../../lib/errors.js';
import { sha256OfFile } from '../../../../lib/hash.js';
import { type Resume } from './hub.js';

/** A file on its way: `<target>.part` beside its final name, and the tag of what it is a part of in `<target>.part.etag`. */
export class PartialFile {
  readonly #part: string;
  readonly #tag: string;

  constructor(readonly target: string) {
    this.#part = `${target}.part`;
    this.#tag = `${target}.part.etag`;
  }

  /** Bytes that are there. */
  async size(): Promise<number> {
    return (await stat(this.#part).catch(() => undefined))?.size ?? 0;
  }

  /** What can be continued; undefined where nothing is there, or where its tag is not known and `untagged` is not allowed. */
  async resume(untagged: boolean): Promise<Resume | undefined> {
    const etag = (await readFile(this.#tag, 'utf8').catch(() => undefined)) || undefined;
    const offset = await this.size();
    return offset > 0 && (etag !== undefined || untagged) ? { offset, etag } : undefined;
  }

  /** Opens for appending at `offset`, which is either 0 (from the start) or the present size. */
  async open(offset: number, etag: string | undefined): Promise<FileHandle> {
    if (offset === 0) await this.discard();
    const tag = await open(this.#tag, 'w');
    await tag.writeFile(etag ?? '');
    await tag.close();
    return open(this.#part, 'a');
  }

  async discard(): Promise<void> {
    await rm(this.#part, { force: true });
    await rm(this.#tag, { force: true });
  }

  /**
   * Checks the whole file and gives it its final name, durably.
   * @returns its SHA-256
   * @throws SetupError HASH_MISMATCH, which leaves nothing behind
   */
  async finish(sha256: string | undefined): Promise<string> {
    const found = await sha256OfFile(this.#part);
    if (sha256 !== undefined && found !== sha256) {
      await this.discard();
      throw new SetupError(
        'HASH_MISMATCH',
        `${this.target} is not the file that was expected and was deleted: SHA-256 ${found}, expected ${sha256}. ` +
          'Try again; if it happens again, the source has another file under this name.',
      );
    }
    const handle = await open(this.#part, 'r+');
    await handle.sync();
    await handle.close();
    await rename(this.#part, this.target);
    await rm(this.#tag, { force: true });
    return found;
  }
}
