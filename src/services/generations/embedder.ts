import { availableParallelism } from 'node:os';
import type { FeedLogger } from '../storage/feed/feed-logger.js';
import type { Images, StoredEmbedding } from '../storage/types/index.js';
import { LeopardError } from '../../lib/errors.js';
import type { Encoder } from '../encoder/types.js';

export interface EmbedderParts {
  readonly images: Pick<Images, 'changes' | 'embeddings' | 'embed'>;
  /** Bytes of a stored picture. */
  readonly original: (id: string) => Promise<Uint8Array>;
  readonly encoder: Encoder;
  /** Number that the database gives the encoder. */
  readonly number: number;
  readonly logger: FeedLogger;
}

/** Changes that are looked at together. */
const STEP = 200;
/** Codes of a picture that no further try will encode. */
const LASTING = new Set(['IMAGE_UNREADABLE', 'IMAGE_UNSUPPORTED', 'IMAGE_TOO_LARGE', 'IMAGE_NOT_FOUND']);

/**
 * Encodes, in the order of the feed, every stored picture that has no embedding of one encoder. Several servers may do it at once:
 * each goes through a step in an order of its own and looks again before it encodes, so that few pictures are encoded twice, which
 * does no harm. Killed at any instant, it goes on where it was: what is there already costs a look.
 */
export class Embedder {
  /** Pictures that have an embedding, as far as it has come, and those that cannot have one. */
  done = 0;
  failed = 0;
  #cursor = 0;
  /** Of the changes that were looked at last, the pictures that are missing. */
  #waiting: string[] = [];

  constructor(private readonly parts: EmbedderParts) {}

  /**
   * Does a little of what there is to do: a few pictures, so that whoever waits for this waits for moments.
   * @returns whether nothing is left
   * @throws LeopardError where the encoder or the database cannot; the reason of the signal
   */
  async advance(signal: AbortSignal): Promise<boolean> {
    signal.throwIfAborted();
    if (this.#waiting.length === 0 && !(await this.#look())) return true;
    const together = this.parts.encoder.concurrency ?? 2 * availableParallelism();
    const group = await this.#missing(this.#waiting.slice(0, together));
    const entries = await Promise.all(group.map((id) => this.#encode(id, signal)));
    const there = entries.filter((entry) => entry !== undefined);
    if (there.length > 0) await this.parts.images.embed(there, this.parts.number);
    this.#waiting.splice(0, together);
    return false;
  }

  /** @returns whether there were changes */
  async #look(): Promise<boolean> {
    const changes = await this.parts.images.changes(this.#cursor, STEP);
    const last = changes.at(-1);
    if (last === undefined) return false;
    const ids = changes.filter(({ deleted }) => !deleted).map(({ id }) => id);
    this.#waiting = shuffled(await this.#missing(ids));
    // What is made now comes again, as a change of its own.
    this.done += ids.length - this.#waiting.length;
    this.#cursor = last.number;
    return true;
  }

  async #missing(ids: readonly string[]): Promise<string[]> {
    const found = await this.parts.images.embeddings(ids, this.parts.number);
    return ids.filter((_, place) => found[place] === undefined);
  }

  /** Undefined for a picture that cannot be encoded: one never holds up the others. */
  async #encode(id: string, signal: AbortSignal): Promise<{ id: string; embedding: StoredEmbedding } | undefined> {
    const { encoder, original, logger } = this.parts;
    try {
      const image = { id, load: () => original(id) };
      const { embedding, length = 1 } = await encoder.encode({ image, priority: 'bulk', signal });
      return { id, embedding: { vector: embedding, length } };
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof LeopardError) || !LASTING.has(error.code)) throw error;
      this.failed += 1;
      logger.warn({ err: error, image: id }, 'a picture cannot be encoded by the new model: it is not in its index');
      return undefined;
    }
  }
}

function shuffled(ids: string[]): string[] {
  for (let index = ids.length - 1; index > 0; index--) {
    const other = Math.floor(Math.random() * (index + 1));
    [ids[index], ids[other]] = [ids[other] ?? '', ids[index] ?? ''];
  }
  return ids;
}
