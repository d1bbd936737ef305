import { ERROR_CODES } from '../../src/lib/errors.js';
import { fill } from '../support/collection.js';
import { send } from '../support/graphql.js';
import { picture } from '../support/pictures.js';
import { type Known, operationsOn } from './operations.js';
import { Random } from './random.js';
import { fuzzRequest } from './requests.js';
import type { FuzzRequest } from './request.js';

export interface FuzzOptions {
  readonly count: number;
  readonly seed: number;
  /** Number of the first case: to see one again. */
  readonly first?: number;
  /** Told of every case that is about to be sent. */
  readonly onCase?: (number: number) => void;
}

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
const KNOWN_CODES: ReadonlySet<string> = new Set([...DOCUMENT_CODES, ...ERROR_CODES]);
/** A hang, on a machine that may be busy. */
const PATIENCE_MILLISECONDS = 60_000;
/** Cases with the same collection; mutations change it. */
const ROUND = 250;
/** Requests at a time: they get into each other's way. */
const AT_ONCE = 8;
/** Faults that say what there is to say. */
const ENOUGH = 20;
/** Apart enough for the seeds of the cases not to be those of others. */
const STRIDE = 7919;

/** Sends broken requests and looks at every answer: JSON, in time, and each error with a code of the closed list. */
export async function fuzzOperations(endpoint: string, options: FuzzOptions): Promise<FuzzOutcome> {
  const { count, seed, first = 0, onCase } = options;
  const codes: Record<string, number> = {};
  const faults: string[] = [];
  // A server that has gone answers nothing else.
  for (let start = first; start < first + count && faults.length < ENOUGH; start += ROUND) {
    const operations = operationsOn(await collection(endpoint));
    let next = start;
    const work = async () => {
      while (next < Math.min(start + ROUND, first + count)) {
        const number = next++;
        onCase?.(number);
        const request = fuzzRequest(new Random(seed * STRIDE + number), operations);
        const fault = await attempt(endpoint, request, codes);
        if (fault !== undefined) faults.push(`${number}: ${fault}: ${described(request)}`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  }
  return { operations: count, codes, faults };
}

/** Some pictures and a search, whatever is left of the earlier ones. */
async function collection(endpoint: string): Promise<Known> {
  const ids = await fill(endpoint, 5);
  const { data, errors } = await send<{
    search: { id: string };
    images: { pageInfo: { endCursor: string } };
  }>(endpoint, `query ($id: ID!) { search(image: { id: $id }) { id } images(first: 1) { pageInfo { endCursor } } }`, {
    id: ids[0],
  });
  if (!data?.search) throw new Error(`no search to break: ${JSON.stringify(errors)}`);
  const another = (await picture(99)).toString('base64');
  return { ids, searchId: data.search.id, cursor: data.images.pageInfo.endCursor, picture: another };
}

async function attempt(
  endpoint: string,
  { method, search, headers, body }: FuzzRequest,
  codes: Record<string, number>,
): Promise<string | undefined> {
  const signal = AbortSignal.timeout(PATIENCE_MILLISECONDS);
  try {
    const response = await fetch(endpoint + search, { method, body, headers, signal });
    const text = await response.text();
    const found = codesOf(text);
    if (found === undefined) return `${response.status} and no answer in GraphQL's form (${text.slice(0, 100)})`;
    for (const code of found.length === 0 ? ['ok'] : found) codes[code] = (codes[code] ?? 0) + 1;
    if (found.includes('INTERNAL_SERVER_ERROR')) return 'an error that nobody foresaw';
    const unknown = found.find((code) => !KNOWN_CODES.has(code));
    return unknown === undefined ? undefined : `the code ${unknown}`;
  } catch (error) {
    return error instanceof Error ? `${error.name} ${error.message} ${String(error.cause ?? '')}` : String(error);
  }
}

/** Codes of the errors, those of single pictures included; undefined where it is no answer at all. */
function codesOf(text: string): string[] | undefined {
  try {
    const { data, errors = [] } = JSON.parse(text) as { data?: unknown; errors?: { extensions?: { code?: string } }[] };
    if (data === undefined && errors.length === 0) return undefined;
    const ofPictures = [...text.matchAll(/"error":\{"code":"(\w+)"/g)].map(([, code = '']) => code);
    return [...errors.map(({ extensions }) => extensions?.code ?? 'none'), ...ofPictures];
  } catch {
    return undefined;
  }
}

const described = ({ method, search, headers, body }: FuzzRequest) =>
  `${method} ${search.slice(0, 500)} ${JSON.stringify(headers)} ${body?.toString('latin1').slice(0, 800) ?? ''}`;
