import { readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';

/** What makes products of small numbers fast, by the names of Linux. */
const FEATURES = [
  'avx2',
  'avx512f',
  'avx_vnni',
  'avx512_vnni',
  'avx512_bf16',
  'amx_bf16',
  'amx_int8',
  'asimddp',
  'i8mm',
  'bf16',
];

export interface Processor {
  readonly processor: string;
  readonly cores: number;
  readonly node: string;
  /** Of FEATURES; empty where the system does not say. */
  readonly features: readonly string[];
}

export const processor = (): Processor => ({
  ...{ processor: cpus()[0]?.model ?? '', cores: availableParallelism(), node: process.version },
  features: features(),
});

function features(): string[] {
  try {
    const [, list = ''] = /^(?:flags|Features)\s*:\s*(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8')) ?? [];
    const known = new Set(list.split(' '));
    return FEATURES.filter((name) => known.has(name));
  } catch {
    return [];
  }
}
