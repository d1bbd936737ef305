/**
 * How a product `x Wᵀ` is computed:
 * - `fp32`: as the reference does;
 * - `int8`: W in 8 bits, symmetric, with a scale for each output; x in 8 bits, with the range that it has in this run;
 * - `int8-rows`: the same, but each row of x has a range of its own: slower, and one row with large numbers spoils no other.
 */
export const PRODUCT_PRECISIONS = ['fp32', 'int8', 'int8-rows'] as const;
export type ProductPrecision = (typeof PRODUCT_PRECISIONS)[number];

/** The products, by the names of their weights, that are not computed in `int8`. */
export interface QuantisationPlan {
  readonly fp32: readonly string[];
  readonly rows: readonly string[];
}

/** Decides for each product; `switched`: each run decides, by the graph's input `precisions`. */
export type Precisions = 'fp32' | QuantisationPlan | 'switched';

export const precisionOf = (plan: QuantisationPlan, product: string): ProductPrecision => {
  if (plan.fp32.includes(product)) return 'fp32';
  return plan.rows.includes(product) ? 'int8-rows' : 'int8';
};

/** A product that can be quantised, as the writer of a graph met it. */
export interface Product {
  /** Name of the weight, `[outputs, inputs]`. */
  readonly weight: string;
  /** The value that is multiplied: products of one value share its 8 bits. */
  readonly input: string;
  /** Of the weight. */
  readonly shape: readonly number[];
  /** Whether only one row is multiplied, rather than one for each token. */
  readonly single: boolean;
}

/** Of a switched graph: `int64 [products]`, the place in PRODUCT_PRECISIONS of each product in the order of the writer. */
export const SWITCHES = 'precisions';

/** Counts with every change of the arithmetic of quantised products: other vectors, another index. */
export const QUANTISATION_VERSION = 2;
