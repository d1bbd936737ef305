/** What was measured, beside what is aimed at. */
export type Row = readonly [what: string, measured: string, goal?: string, met?: boolean];

export function printTable(rows: readonly Row[]): void {
  const width = Math.max(...rows.map(([what]) => what.length));
  const measuredWidth = Math.max(...rows.map(([, measured]) => measured.length));
  for (const [what, measured, goal = '', met] of rows) {
    const mark = met === undefined ? '' : met ? 'met' : 'MISSED';
    console.log(`${what.padEnd(width)}  ${measured.padEnd(measuredWidth)}  ${goal.padEnd(12)} ${mark}`.trimEnd());
  }
}

export const ms = (value: number): string => value.toFixed(0);

export const atLeast = (what: string, value: number, goal: number): Row => [
  what,
  value.toFixed(3),
  `≥ ${goal}`,
  value >= goal,
];

export const atMost = (what: string, value: number, goal: number, format = ms): Row => [
  what,
  format(value),
  `≤ ${goal}`,
  value <= goal,
];

/** Judged by the best: whatever else the machine does only ever adds to a time. */
export const bestAtMost = (what: string, values: readonly number[], goal: number, format = ms): Row => [
  what,
  bestAndMedian(values, format),
  `≤ ${goal}`,
  best(values) <= goal,
];

/** With the least and the most of all beside it. */
export const medianAtMost = (what: string, values: readonly number[], goal: number, format = ms): Row => [
  what,
  `${format(median(values))} (${format(Math.min(...values))}–${format(Math.max(...values))})`,
  `≤ ${goal}`,
  median(values) <= goal,
];

export const bestAndMedian = (values: readonly number[], format = ms): string =>
  `${format(best(values))} (${format(median(values))})`;

export const best = (values: readonly number[]): number => Math.min(...values);

export const quantile = (values: readonly number[], part: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * part)] ?? NaN;

export const median = (values: readonly number[]): number => quantile(values, 0.5);
