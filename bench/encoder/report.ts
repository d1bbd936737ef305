import { atLeast, atMost, best, bestAndMedian, bestAtMost, median, medianAtMost, ms, type Row } from '../table.js';
import type { Compared } from './alternate.js';
import type { BenchFamily, Flops } from './families.js';
import type { Ingestion, Memory, MemoryRun, StartTimes } from './types.js';

export interface Start {
  readonly warm: readonly StartTimes[];
  /** Undefined where the system keeps files in memory whatever it is told. */
  readonly cold: StartTimes | undefined;
}
export interface Figures extends BenchFamily {
  readonly compared: Compared;
  readonly latency: Readonly<Record<string, number[]>>;
  readonly start: { readonly checkpoint: Start; readonly prepacked: Start };
  readonly memory: Readonly<Record<'checkpoint' | 'prepacked', readonly MemoryRun[]>>;
  readonly preprocessing: { readonly ms: number[] };
  readonly ingestion: Ingestion;
}

/** What was measured beside what is aimed at. */
export const reportRows = (figures: Figures): Row[] => [
  ...comparison(figures),
  ...starts(figures),
  ...memory(figures),
  ...latency(figures),
  ...ingestion(figures),
];

function comparison({ compared, flops, goals }: Figures): Row[] {
  const { peak, model, torch } = compared;
  const rows: Row[] = [
    ['matrix-multiply peak, GFLOP/s, best (median)', `${ms(Math.max(...peak))} (${ms(median(peak))})`],
    ['picture + instruction, ms, best (median)', bestAndMedian(model)],
    ...(flops === undefined ? [] : fractions(compared, flops)),
  ];
  if (torch === undefined) return rows;
  const ratios = torch.ms.map((time, round) => time / (model[round] ?? NaN));
  return [
    ...rows,
    [`${torch.version} eager, ms, best (median)`, bestAndMedian(torch.ms)],
    atLeast('speed against PyTorch, best of each', best(torch.ms) / best(model), goals.torch),
    ['speed against PyTorch, median of the rounds', median(ratios).toFixed(3)],
    atMost('largest difference from PyTorch', torch.largestDifference, 1e-4, (value) => value.toExponential(1)),
  ];
}

function fractions({ peak, model }: Compared, { vision, fuse }: Flops): Row[] {
  const rate = (time: number) => (vision + fuse) / time / 1e6;
  return [
    atLeast('model alone, fraction of peak, best of each', rate(best(model)) / Math.max(...peak), 0.72),
    ['model alone, fraction of peak, medians', (rate(median(model)) / median(peak)).toFixed(3)],
  ];
}

function starts({ start, goals }: Figures): Row[] {
  return [
    ...startRows('the checkpoint', start.checkpoint, goals.start?.checkpoint),
    ...startRows('the prepacked cache', start.prepacked, goals.start?.prepacked),
  ];
}

function startRows(source: string, { warm, cold }: Start, goal: number | undefined): Row[] {
  const graphs = warm.map(({ graphsReady }) => graphsReady);
  const encoder = warm.map(({ encoderReady }) => encoderReady);
  const rows: Row[] = [
    goal === undefined
      ? [`both graphs ready, warm, from ${source}, ms, best (median)`, bestAndMedian(graphs)]
      : bestAtMost(`both graphs ready, warm, from ${source}, ms, best (median)`, graphs, goal),
    [`all workers ready and checked, warm, from ${source}, ms, best (median)`, bestAndMedian(encoder)],
  ];
  return cold ? [...rows, [`both graphs ready, cold, from ${source}, ms`, ms(cold.graphsReady)]] : rows;
}

/** Medians of several processes: how much stays with the allocator depends on which thread was first. */
function memory({ memory: { checkpoint, prepacked }, goals }: Figures): Row[] {
  if (checkpoint[0]?.steady.rss === undefined) return [['memory', 'not known on this system']];
  const steady = (runs: readonly MemoryRun[], pick: (memory: Memory) => number | undefined) =>
    runs.map((run) => pick(run.steady) ?? NaN);
  const row = (what: string, values: readonly number[], goal: number | undefined): Row =>
    goal === undefined ? [what, ms(median(values))] : medianAtMost(what, values, goal);
  const from = { checkpoint: 'one worker from the checkpoint', cache: 'two workers from the cache' };
  return [
    row(
      `${from.checkpoint}, RSS, MiB`,
      steady(checkpoint, ({ rss }) => rss),
      goals.memory?.rss,
    ),
    [`${from.checkpoint}, peak RSS, MiB`, ms(median(steady(checkpoint, ({ peak }) => peak)))],
    row(
      `${from.cache}, PSS, MiB`,
      steady(prepacked, ({ pss }) => pss),
      goals.memory?.pss,
    ),
    row(
      `${from.cache}, anonymous, MiB`,
      steady(prepacked, ({ anonymous }) => anonymous),
      goals.memory?.anonymous,
    ),
  ];
}

function latency({ latency: times, preprocessing, goals }: Figures): Row[] {
  const rows = Object.entries(times).map(([kind, values]): Row => [
    `${kind}, ms, best (median)`,
    bestAndMedian(values),
  ]);
  const again = times['new instruction, same picture'] ?? [];
  const composed = times['composed'] ?? [];
  return [
    bestAtMost('1000×1000 JPEG to tensor, ms, best (median)', preprocessing.ms, 10, (value) => value.toFixed(1)),
    ...rows,
    atMost(
      'new instruction on a cached picture / composed, medians',
      median(again) / median(composed),
      goals.newInstruction,
      (value) => value.toFixed(2),
    ),
  ];
}

function ingestion({ ingestion: run, flops, compared }: Figures): Row[] {
  const peak = Math.max(...compared.peak) * 1e9;
  const fraction = (one: Flops) => (run.picturesPerSecond * (one.vision + one.imageOnly)) / peak;
  return [
    ['ingestion, 1000×1000 JPEG in, vector out, pictures/s', run.picturesPerSecond.toFixed(2)],
    ...(flops === undefined ? [] : [atLeast('ingestion, fraction of peak', fraction(flops), 0.7)]),
    atMost('event-loop delay p99 meanwhile, ms', run.eventLoopDelay.p99, 5, (value) => value.toFixed(1)),
    ['event-loop delay, largest, ms', run.eventLoopDelay.max.toFixed(1)],
    ['HTTP answer p99 meanwhile, ms', run.http.p99.toFixed(1)],
    [
      'memory of that process (product as it runs), PSS / anonymous, MiB',
      `${run.memory.pss} / ${run.memory.anonymous}`,
    ],
  ];
}
