import { ERROR_CODES } from '../../src/errors.js';
import { mutate } from './mutate.js';
import { SEEDS } from './operations.js';
import { Random } from './random.js';

export interface FuzzOutcome {
  readonly operations: number;
  /** Answers by code; `ok` for those without an error. */
  readonly codes: Record<string, number>;
  /** What should never happen, with the request that does it. */
  readonly faults: readonly string[];
}

/** What Apollo Server says of documents that never ran. */
const DOCUMENT_CODES = [
  ...['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'OPERATION_RESOLUTION_FAILURE', 'BAD_REQUEST'],
  ...['PERSISTED_QUERY_NOT_FOUND', 'PERSISTED_QUERY_NOT_SUPPORTED'],
];
const KNOWN: ReadonlySet<string> = new Set([...DOCUMENT_CODES, ...ERROR_CODES]);
/** A hang, on a machine that may be busy. */
const PATIENCE_MILLISECONDS = 60_000;

/** Sends broken operations and looks at every answer: JSON, in time, and each error with a code of the closed list. */
export async function fuzzOperations(endpoint: string, options: { seed: number; count: number }): Promise<FuzzOutcome> {
  const random = new Random(options.seed);
  const codes: Record<string, number> = {};
  const faults: string[] = [];
  for (let number = 0; number < options.count; number++) {
    const body = JSON.stringify(mutate(random, random.pick(SEEDS))) ?? '';
    const fault = await attempt(endpoint, body, codes);
    if (fault !== undefined) faults.push(`${number}: ${fault}: ${body.slice(0, 500)}`);
  }
  return { operations: options.count, codes, faults };
}

async function attempt(endpoint: string, body: string, codes: Record<string, number>): Promise<string | undefined> {
  const headers = { 'content-type': 'application/json' };
  const signal = AbortSignal.timeout(PATIENCE_MILLISECONDS);
  try {
    const response = await fetch(endpoint, { method: 'POST', body, headers, signal });
    const answer = (await response.json()) as { data?: unknown; errors?: { extensions?: { code?: string } }[] };
    const found = (answer.errors ?? []).map(({ extensions }) => extensions?.code ?? 'none');
    for (const code of found.length === 0 ? ['ok'] : found) codes[code] = (codes[code] ?? 0) + 1;
    if (found.includes('INTERNAL_SERVER_ERROR')) return 'an error that nobody foresaw';
    const unknown = found.find((code) => !KNOWN.has(code));
    if (unknown !== undefined) return `the code ${unknown}`;
    return answer.data === undefined && found.length === 0 ? 'neither data nor errors' : undefined;
  } catch (error) {
    return error instanceof Error ? `${error.name} ${error.message}` : String(error);
  }
}
