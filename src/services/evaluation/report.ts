import { METRIC_NAMES, METRICS } from './metrics.js';
import type { SavedEvaluation } from './saved-evaluation.js';
import type { Evaluation, GroupScores } from './types.js';

const percentage = (value: number): string => value.toFixed(3);

/** Columns padded to their widest cell: words to the left, figures to the right. @param words how many columns are words */
export function table(rows: readonly (readonly string[])[], words = 2): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column < words ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** The report for a terminal: one row a group and mode, with the 95 % interval of R@1. */
export function reportText(evaluation: Evaluation): string {
  const header = ['group', 'asked with', 'queries', ...METRICS.map((metric) => METRIC_NAMES[metric]), 'R@1, 95 %'];
  const rows = evaluation.rows.map(({ group, mode, queries, metrics }) => [
    group,
    mode,
    String(queries),
    ...METRICS.map((metric) => percentage(metrics[metric].mean)),
    `${percentage(metrics.recall1.low)}–${percentage(metrics.recall1.high)}`,
  ]);
  const { seconds, queries, target } = evaluation;
  return `${target}\n\n${table([header, ...rows])}\n\n${queries} queries in ${seconds.toFixed(1)} s`;
}

/** Two runs side by side; a difference counts where the intervals do not overlap. */
export function comparisonText(before: SavedEvaluation, after: Evaluation): string {
  const rows = after.rows.flatMap((row) => {
    const other = before.rows.find(({ group, mode }) => group === row.group && mode === row.mode);
    return other ? [compareRow(other, row)] : [];
  });
  const header = ['group', 'asked with', ...METRICS.map((metric) => METRIC_NAMES[metric]), 'R@1 differs'];
  return `before: ${before.target}\nafter:  ${after.target}\n\n${table([header, ...rows])}`;
}

function compareRow(before: GroupScores, after: GroupScores): string[] {
  const change = (from: number, to: number): string => `${percentage(from)} → ${percentage(to)}`;
  const [a, b] = [before.metrics.recall1, after.metrics.recall1];
  const apart = a.high < b.low ? 'better' : b.high < a.low ? 'worse' : 'no';
  return [
    after.group,
    after.mode,
    ...METRICS.map((metric) => change(before.metrics[metric].mean, after.metrics[metric].mean)),
    apart,
  ];
}
