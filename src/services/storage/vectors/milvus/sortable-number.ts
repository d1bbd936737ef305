/**
 * A double as 16 hexadecimal digits that sort like the numbers. Milvus and Milvus Lite read whole numbers beyond 2^53 in JSON
 * and in expressions each in a way of its own (as 64-bit integers, as integers of any size, as doubles); texts compare alike on both.
 * The sign bit is turned round, and for negative numbers all others too.
 */
export function sortableNumber(value: number): string {
  const view = new DataView(new ArrayBuffer(8));
  // -0 equals 0.
  view.setFloat64(0, value === 0 ? 0 : value);
  const bits = view.getBigUint64(0);
  const sortable = bits >> 63n === 0n ? bits | (1n << 63n) : BigInt.asUintN(64, ~bits);
  return sortable.toString(16).padStart(16, '0');
}
