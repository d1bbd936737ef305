import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';
import type { SearchTimings } from '../../services/search/saved-search.js';
import { observeServices, type ObservedParts } from './observe-services.js';

export interface Metrics {
  readonly registry: Registry;
  /** @param milliseconds from the parsed request to its answer; @param codes of its errors */
  operation(type: string, milliseconds: number, codes: readonly string[], stages: readonly SearchTimings[]): void;
}

const SECONDS = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60];
const STAGES = ['queue', 'decode', 'vision', 'fuse', 'vectorSearch', 'total'] as const;

/** The figures of one server, in Prometheus' terms: base units, and no label that a client could invent values for. */
export function createMetrics(parts: ObservedParts): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const durations = new Histogram({
    name: 'leopard_operation_duration_seconds',
    help: 'Time from a parsed operation to its answer.',
    labelNames: ['type'],
    buckets: SECONDS,
    registers,
  });
  const errors = new Counter({
    name: 'leopard_errors_total',
    help: 'Errors in answers, by code.',
    labelNames: ['code'],
    registers,
  });
  const stageDurations = new Histogram({
    name: 'leopard_search_stage_duration_seconds',
    help: 'Time that searches spent in each stage.',
    labelNames: ['stage'],
    buckets: SECONDS,
    registers,
  });
  observeServices(registry, parts);
  return {
    registry,
    operation(type, milliseconds, codes, stages) {
      durations.observe({ type }, milliseconds / 1000);
      for (const code of codes) errors.inc({ code });
      for (const timings of stages) {
        for (const stage of STAGES) stageDurations.observe({ stage }, timings[stage] / 1000);
      }
    },
  };
}
