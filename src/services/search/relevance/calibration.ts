/** Where relevance begins to mean something, for one model. */
export interface Calibration {
  /** Relevance below which a hit is NONE. */
  readonly weak: number;
  /** Relevance from which a hit is STRONG. */
  readonly strong: number;
  /**
   * Cosine similarity that pictures of different things hardly reach with this model. A collection of one kind, whose pictures are all
   * alike, does not raise it.
   */
  readonly unlikePictures: number;
}

/**
 * Of the models that come with Leopard or can be installed. The demo model's were set on the drawn catalogue, broad words included, with
 * `npm run bench:relevance`. Its `strong` is as low as it may be: up to 0.33 hardly a question less of those that nothing answers is STRONG,
 * and half of the words for a theme are WEAK. Those of the published models are provisional, since nobody has run it with them on a
 * collection of photographs: the similarities that their authors published (published-similarities.ts) lie where these put them.
 */
const CALIBRATIONS: Readonly<Record<string, Calibration>> = {
  demo: { weak: 0.2, strong: 0.26, unlikePictures: 0.4 },
  'visualized-bge-base-en-v1.5': { weak: 0.2, strong: 0.3, unlikePictures: 0.65 },
  'visualized-bge-m3': { weak: 0.2, strong: 0.3, unlikePictures: 0.6 },
};

/** What the operator has set in place of the model's own. */
export interface ConfiguredThresholds {
  readonly weak?: number | undefined;
  readonly strong?: number | undefined;
}

/** Undefined for a model that nobody has calibrated, unless both thresholds are set. */
export function calibrationOf(model: string, { weak, strong }: ConfiguredThresholds): Calibration | undefined {
  const own = Object.hasOwn(CALIBRATIONS, model) ? CALIBRATIONS[model] : undefined;
  if (own !== undefined)
    return { ...own, ...(weak !== undefined && { weak }), ...(strong !== undefined && { strong }) };
  return weak !== undefined && strong !== undefined ? { weak, strong, unlikePictures: 1 } : undefined;
}
