import { atMost, best, median, printTable, type Row } from '../table.js';
import type { Load } from './load.js';

/** Seconds from the start until all pictures were stored, in the vector store, and their index built. */
export interface Fill {
  readonly stored: number;
  readonly indexed: number;
  readonly optimised: number;
}

export interface Figures {
  readonly machine: { readonly processor: string; readonly cores: number; readonly node: string };
  /** Rounds by what was asked: the number of pictures, or `hello`. */
  readonly loads: Readonly<Record<string, readonly Load[]>>;
  readonly fill: Fill | undefined;
  /** MiB, from when the history was full on. */
  readonly heap: readonly number[];
  readonly ingestion: {
    readonly picturesPerSecond: number;
    /** Of the event loop, ms. */
    readonly delays: { readonly p99: number; readonly longest: number };
    readonly searches: readonly Load[];
  };
}

/** What the name of an older release's server ends with. */
export const OLDER = ' older';
/** Of its p50, at most. */
const AGAINST_OLDER = 1.1;
/** Of the p50 of a search that asks for nothing else, at most. */
const EVERYTHING = 4;
/** p50 of GraphQL and store together by number of pictures, ms. */
const GOALS: Readonly<Record<string, number>> = { 1000: 10, 100000: 20 };
/** All but the vector store, ms. */
const OURS = 3;
/** MiB that the heap may have grown over all searches. */
const FLAT = 1;
const LONGEST_DELAY = 20;

const one = (value: number): string => value.toFixed(1);
const two = (value: number): string => value.toFixed(2);

/** A table of what was measured beside what is aimed at. Of several rounds the best counts: a busy machine only adds. */
export function printReport(figures: Figures): void {
  const { machine, loads } = figures;
  console.log(`${machine.processor}, ${machine.cores} cores, Node ${machine.node}`);
  console.log('Figures of the best round, medians of all rounds in brackets.\n');
  printTable([
    ...Object.entries(loads).flatMap(([name, rounds]) => [...loadRows(name, rounds), ['', ''] as const]),
    ...Object.keys(loads).flatMap((name) => comparisonRows(name, loads)),
    ...everythingRows(loads),
    ...heapRows(figures.heap),
    ...ingestionRows(figures),
  ]);
}

function loadRows(name: string, rounds: readonly Load[]): Row[] {
  const label = labelOf(name);
  return [...new Set(rounds.map(({ inFlight }) => inFlight))].flatMap((inFlight) => {
    const at = rounds.filter((round) => round.inFlight === inFlight);
    const figure = (pick: (load: Load) => number) => at.map(pick);
    const both = (pick: (load: Load) => number, format = one) =>
      `${format(best(figure(pick)))} (${format(median(figure(pick)))})`;
    const what = `${label}, ${inFlight} in flight`;
    const rows: Row[] = [];
    const goal = inFlight === 1 ? GOALS[name] : undefined;
    const p50 = both(({ p50 }) => p50);
    rows.push(
      goal === undefined
        ? [`${what}: p50, ms`, p50]
        : judged(`${what}: p50, ms`, p50, best(figure((load) => load.p50)), goal),
    );
    if (inFlight === 1 && name !== 'hello') {
      const ours = both((load) => load.ours);
      const all = `${what}: without the vector store, ms`;
      rows.push(name === '1000' ? judged(all, ours, best(figure((load) => load.ours)), OURS) : [all, ours]);
    }
    rows.push([`${what}: p99, ms`, both(({ p99 }) => p99)]);
    const rates = figure(({ perSecond }) => perSecond);
    rows.push([`${what}: a second`, `${Math.max(...rates).toFixed(0)} (${median(rates).toFixed(0)})`]);
    if (inFlight === 1)
      rows.push([`${what}: processor time of the event loop, ms`, both((load) => load.processor, two)]);
    return rows;
  });
}

function labelOf(name: string): string {
  if (name === 'hello') return 'Apollo Server, hello';
  if (name === 'everything') return 'the first size, with all that is said of hits';
  const release = name.endsWith(OLDER) ? ', older release' : '';
  return `search among ${parseInt(name, 10).toLocaleString('en')} pictures${release}`;
}

/** Medians of the rounds, in which both were asked in turn. */
function comparisonRows(name: string, loads: Figures['loads']): Row[] {
  const older = loads[name + OLDER];
  const here = loads[name];
  if (older === undefined || here === undefined) return [];
  const what = labelOf(name);
  return ratios(here, older).map(({ inFlight, ratio }) =>
    atMost(`${what}, ${inFlight} in flight: p50 against the older release, ×`, ratio, AGAINST_OLDER, two),
  );
}

function everythingRows(loads: Figures['loads']): Row[] {
  const [plain] = Object.values(loads);
  const all = loads['everything'];
  if (plain === undefined || all === undefined) return [];
  return ratios(all, plain).map(({ inFlight, ratio }) =>
    atMost(`${labelOf('everything')}, ${inFlight} in flight: p50 against a plain search, ×`, ratio, EVERYTHING, two),
  );
}

/** Of the medians of their rounds, by how many were in flight. */
function ratios(some: readonly Load[], others: readonly Load[]): { inFlight: number; ratio: number }[] {
  const p50 = (rounds: readonly Load[], inFlight: number) =>
    median(rounds.filter((round) => round.inFlight === inFlight).map((round) => round.p50));
  return [...new Set(some.map(({ inFlight }) => inFlight))].map((inFlight) => ({
    inFlight,
    ratio: p50(some, inFlight) / p50(others, inFlight),
  }));
}

const judged = (what: string, measured: string, value: number, goal: number): Row => [
  what,
  measured,
  `< ${goal}`,
  value < goal,
];

function heapRows(heap: readonly number[]): Row[] {
  const growth = (heap.at(-1) ?? NaN) - (heap[0] ?? NaN);
  return [
    ['heap in use, MiB, along the way', heap.map(one).join(' ')],
    atMost('heap, growth from the first to the last, MiB', growth, FLAT, two),
  ];
}

function ingestionRows({ ingestion, fill }: Figures): Row[] {
  const { picturesPerSecond, delays, searches } = ingestion;
  return [
    ['ingestion by upload, 1000×1000 JPEG, pictures a second', one(picturesPerSecond)],
    judged('event-loop delay p99 meanwhile, ms', one(delays.p99), delays.p99, LONGEST_DELAY),
    ['event-loop delay, longest, ms', one(delays.longest)],
    ['search meanwhile, 1 in flight: p50, ms', one(median(searches.map(({ p50 }) => p50)))],
    ...(fill ? [['1,000 pictures stored and indexed, s', two(fill.optimised)] as const] : []),
  ];
}
