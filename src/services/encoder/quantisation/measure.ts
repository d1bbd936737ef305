import {
  PRODUCT_PRECISIONS,
  precisionOf,
  type ProductPrecision,
  type QuantisationPlan,
} from '../models/graph/precision.js';
import type { Sessions } from '../sessions.js';
import type { Task } from '../worker-protocol.js';
import type { SwitchedProducts } from './groups.js';

/** The graph that reads pixels; what it gives does not depend on the text. */
const READS_PIXELS = 'vision';

/** A model whose products are computed in the precision that is set, run by run. */
export class Measured {
  /** By graph, what the input `precisions` of its next run is. */
  readonly switches: Readonly<Record<string, BigInt64Array>>;

  constructor(
    private readonly products: SwitchedProducts,
    private readonly open: (switches: Readonly<Record<string, BigInt64Array>>) => Promise<Sessions>,
  ) {
    this.switches = Object.fromEntries(
      Object.entries(products).map(([graph, { length }]) => [graph, new BigInt64Array(length)]),
    );
  }

  private sessions: Promise<Sessions> | undefined;

  /** Sets all products. */
  plan(plan: QuantisationPlan): void {
    for (const [graph, products] of Object.entries(this.products))
      products.forEach(({ weight }, index) => this.set(graph, index, precisionOf(plan, weight)));
  }

  /** Sets products by the names of their weights; the others stay. */
  only(weights: readonly string[], precision: ProductPrecision): void {
    for (const [graph, products] of Object.entries(this.products))
      products.forEach(({ weight }, index) => this.set(graph, index, weights.includes(weight) ? precision : 'fp32'));
  }

  /** All products at one precision. */
  all(precision: ProductPrecision): void {
    for (const values of Object.values(this.switches)) values.fill(place(precision));
  }

  /** What the model makes of the picture is kept where it is asked for. */
  async run(task: Task): Promise<{ embedding: Float32Array; imageTokens?: Float32Array | undefined }> {
    const sessions = await (this.sessions ??= this.open(this.switches));
    // Arrays of a task are empty after.
    return sessions.run({
      ...task,
      ...(task.crop && { crop: task.crop.slice() }),
      ...(task.imageTokens && { imageTokens: task.imageTokens.slice() }),
    });
  }

  async release(): Promise<void> {
    await (await this.sessions)?.release();
  }

  readsPixels(weights: readonly string[]): boolean {
    return (this.products[READS_PIXELS] ?? []).some(({ weight }) => weights.includes(weight));
  }

  private set(graph: string, index: number, precision: ProductPrecision): void {
    const values = this.switches[graph];
    if (values !== undefined) values[index] = place(precision);
  }
}

const place = (precision: ProductPrecision): bigint => BigInt(PRODUCT_PRECISIONS.indexOf(precision));

export const cosine = (one: Float32Array, other: Float32Array): number =>
  one.reduce((sum, value, index) => sum + value * (other[index] ?? NaN), 0);
