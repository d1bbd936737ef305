/** Whole numbers below a limit, the same for the same seed: xorshift32 (Marsaglia 2003). */
export function numbers(seed: number): (limit: number) => number {
  let state = (Math.imul(seed, 2654435761) + 1) >>> 0;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % Math.max(1, limit);
  };
}
