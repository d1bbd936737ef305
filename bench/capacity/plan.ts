import type { ModelFigures } from './model.js';
import type { StoreFigures } from './store.js';

export interface Plan {
  readonly pictures: number;
  /** Cores that it is planned for. */
  readonly cores: number;
  readonly hours: number;
  readonly originals: number;
  readonly database: number;
  readonly vectors: number;
}

/** Collections to plan for: a laptop, one machine, many. */
export const SIZES = [
  { pictures: 10_000, cores: 4 },
  { pictures: 1_000_000, cores: 16 },
  { pictures: 100_000_000, cores: 256 },
] as const;

/** Straight lines through what was measured: all of it grows with the number of pictures. Bytes, hours. */
export function planFor(model: ModelFigures, store: StoreFigures, original: number): Plan[] {
  return SIZES.map(({ pictures, cores }) => ({
    pictures,
    cores,
    hours: pictures / (model.rate * cores) / 3600,
    originals: pictures * original,
    database: pictures * model.database,
    vectors: pictures * store.bytes,
  }));
}
