import type { Logger } from 'pino';
import { LeopardError } from '../../../lib/errors.js';
import type { Collection } from '../../collection/collection.js';
import type { Serving, ServingSet } from '../../generations/serving.js';
import { type Background, measureBackground } from './background.js';
import { calibrationOf, type ConfiguredThresholds } from './calibration.js';
import { encodeProbes, type Probes } from './probes.js';
import { type Asked, type Judge, judgeOf } from './quality.js';

export interface RelevanceOptions {
  readonly serving: ServingSet;
  readonly collection: Pick<Collection, 'count' | 'lastChange' | 'sample'>;
  readonly thresholds: ConfiguredThresholds;
  readonly logger: Pick<Logger, 'warn'>;
}

interface Measured {
  readonly background: Background;
  /** Number of the collection's last change, and its pictures, when it was measured. */
  readonly change: number;
  readonly images: number;
  readonly vectors: string;
}

/** Pictures that a collection needs before anything can be said about chance in it. */
const FEWEST = 50;
/** Changes, as a part of the collection, after which the background is measured anew. */
const CHANGED = 0.1;

/**
 * How good hits are, against what unrelated questions find in this collection. The background is measured when somebody first asks, and
 * again, beside the searches, when the collection has changed.
 */
export class Relevance {
  private readonly judges = new WeakMap<Float32Array, Promise<Judge | null>>();
  private probes: { readonly of: Serving; readonly encoded: Promise<Probes> } | undefined;
  private measured: Measured | undefined;
  private measuring: Promise<Measured> | undefined;

  constructor(private readonly options: RelevanceOptions) {}

  /** Null for fewer than 50 pictures, a model without calibration, or while the background cannot be measured. */
  judge(asked: Asked): Promise<Judge | null> {
    const known = this.judges.get(asked.embedding);
    if (known !== undefined) return known;
    // All hits of a page ask at once, and a search says the same of its hits on every page.
    const judging = this.judgeNow(asked);
    this.judges.set(asked.embedding, judging);
    const forget = (): void => void this.judges.delete(asked.embedding);
    judging.then((judge) => (judge === null ? forget() : undefined), forget);
    return judging;
  }

  private async judgeNow(asked: Asked): Promise<Judge | null> {
    const { calibration } = this;
    const { active } = this.options.serving;
    // What stands beside is compared, and not shown to customers.
    if (calibration === undefined || (asked.generation !== undefined && asked.generation !== active.number))
      return null;
    const background = await this.background();
    return background && judgeOf(asked, background, calibration);
  }

  private get calibration() {
    return calibrationOf(this.options.serving.encoder.identity.model, this.options.thresholds);
  }

  private async background(): Promise<Background | null> {
    const { collection, serving, logger } = this.options;
    const vectors = serving.active.index;
    const [images, change] = await Promise.all([collection.count(), collection.lastChange()]);
    if (images < FEWEST) return null;
    const { measured } = this;
    const usable = measured !== undefined && measured.vectors === vectors.collection;
    if (usable && change - measured.change <= CHANGED * measured.images) return measured.background;
    const next = this.measure(change, images).catch((error: unknown) => {
      if (!(error instanceof LeopardError)) throw error;
      logger.warn({ err: error }, 'what chance finds could not be measured; it is tried again with the next search');
      return null;
    });
    return usable ? measured.background : ((await next)?.background ?? null);
  }

  private measure(change: number, images: number): Promise<Measured> {
    this.measuring ??= this.measureNow(change, images).finally(() => (this.measuring = undefined));
    return this.measuring;
  }

  private async measureNow(change: number, images: number): Promise<Measured> {
    const { serving, collection } = this.options;
    const { active } = serving;
    const vectors = active.index;
    if (this.probes?.of !== active) this.probes = { of: active, encoded: encodeProbes(active.encoder) };
    const probes = await this.probes.encoded.catch((error: unknown) => {
      this.probes = undefined;
      throw error;
    });
    const name = vectors.collection;
    const unlikePictures = this.calibration?.unlikePictures ?? 1;
    const background = await measureBackground(probes, {
      ...{ vectors, collection, unlikePictures },
      encoder: active.number,
    });
    return (this.measured = { background, change, images, vectors: name });
  }
}
