import { atLeast, atMost, best, bestAndMedian, bestAtMost, medianAtMost, type Row } from '../table.js';
import type { PrecisionTimes, PreparedFigures } from './precisions.js';
import type { Processor } from './processor.js';
import type { Ingestion } from './types.js';

const ALL = 'int8, every product';
const PREPARED = 'int8, as prepared';
/** Seconds of an hour. */
const HOUR = 3600;

/** Precisions beside each other: by threads, then what an operator has of the prepared one. */
export function precisionRows(
  machine: Processor,
  times: readonly PrecisionTimes[],
  fp32: Ingestion,
  prepared: PreparedFigures | undefined,
  family: string,
): Row[] {
  return [
    ...times.flatMap((one) => [...timeRows(one), ...ratios(machine, one, family)]),
    ...costRows('fp32', fp32, machine),
    ...(prepared === undefined ? unprepared : preparedRows(machine, fp32, prepared)),
  ];
}

const unprepared: Row[] = [['int8 as prepared', 'not prepared: leopard models prepare --precision int8']];

const timeRows = ({ threads, ms, cosine }: PrecisionTimes): Row[] =>
  Object.entries(ms).map(([name, values]) => [
    `${name}, ${threads} thread${threads > 1 ? 's' : ''}, ms, best (median); cosine`,
    `${bestAndMedian(values)}; ${(cosine[name] ?? NaN).toFixed(5)}`,
  ]);

/** Goals are of Visualized BGE alone. */
function ratios({ features }: Processor, { threads, ms }: PrecisionTimes, family: string): Row[] {
  const ratio = (slow: string, fast: string) => best(ms[slow] ?? []) / best(ms[fast] ?? []);
  const has = (name: string) => (ms[name] ?? []).length > 0;
  const aims = family === 'visualized-bge' && threads === 1;
  const amx = aims && features.includes('amx_int8');
  const row = (what: string, value: number, goal: number | undefined): Row =>
    goal === undefined ? [what, value.toFixed(2)] : atLeast(what, value, goal);
  const against = (name: string, goal: number) =>
    has(name) ? [row(`${ALL}, against ${name}, ${threads} threads`, ratio(name, ALL), amx ? goal : undefined)] : [];
  return [
    ...against('PyTorch eager fp32', 4.8),
    ...against('PyTorch eager bf16', 1.3),
    ...against('OpenVINO bf16', 1.3),
    [`${ALL}, against fp32, ${threads} threads`, ratio('fp32', ALL).toFixed(2)],
    ...(has(PREPARED)
      ? [
          row(
            `${PREPARED}, against fp32, ${threads} threads`,
            ratio('fp32', PREPARED),
            aims ? (amx ? 2 : 1.6) : undefined,
          ),
        ]
      : []),
  ];
}

function preparedRows(machine: Processor, fp32: Ingestion, { start, memory, ingestion }: PreparedFigures): Row[] {
  return [
    atLeast('ingestion, int8 as prepared, against fp32', ingestion.picturesPerSecond / fp32.picturesPerSecond, 3),
    ...costRows(PREPARED, ingestion, machine),
    medianAtMost(
      'two int8 workers from the cache, PSS, MiB',
      memory.map(({ steady }) => steady.pss ?? NaN),
      350,
    ),
    bestAtMost(
      'both int8 graphs ready, warm, from the prepacked cache, ms, best (median)',
      start.map(({ graphsReady }) => graphsReady),
      300,
    ),
    atMost('event-loop delay p99 while int8 ingests, ms', ingestion.eventLoopDelay.p99, 5, (value) => value.toFixed(1)),
  ];
}

/** What a million pictures take of one core, for whoever knows what an hour of one costs. */
function costRows(name: string, { picturesPerSecond }: Ingestion, { cores }: Processor): Row[] {
  const each = picturesPerSecond / cores;
  return [
    [
      `${name}: pictures a second and core; hours of a core for a million`,
      `${each.toFixed(2)}; ${(1e6 / each / HOUR).toFixed(0)}`,
    ],
  ];
}
