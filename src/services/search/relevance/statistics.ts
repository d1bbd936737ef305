/** The middle value; of an even number, the lower of the two. NaN where there is none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? NaN;
}

/** Makes the median absolute deviation of normally distributed values their standard deviation. */
const CONSISTENCY = 1.4826;
/** Deviations above the middle that chance hardly reaches. */
const DEVIATIONS = 3;

/**
 * A level that chance hardly reaches: median + 3 · 1.4826 · MAD (Hampel's identifier; F. R. Hampel, "The influence curve and its role
 * in robust estimation", JASA 69, 1974). Up to half of the values may be anything without moving it far.
 */
export function chanceLevel(values: readonly number[]): number {
  const middle = median(values);
  return middle + DEVIATIONS * CONSISTENCY * median(values.map((value) => Math.abs(value - middle)));
}
