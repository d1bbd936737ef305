import { z } from 'zod';
import { reachServer } from '../../lib/ask-server.js';
import { SetupError } from '../../lib/errors.js';
import type { JsonObject } from '../../lib/json.js';
import { MATCH_QUALITIES } from '../../services/search/relevance/quality.js';
import type {
  PartArgument,
  FoundHit,
  FoundRanking,
  QueryPictureArgument,
  RankQuestion,
  SearchQuestion,
  SearchTarget,
} from './types.js';

const HIT = 'rank score match others image { id fileName metadata url }';
const SEARCH = `query Search(
  $image: ImageInput, $instruction: String, $limit: Int!, $filter: FilterInput, $minScore: Float,
  $like: [PartInput!], $unlike: [PartInput!], $exclude: [ID!], $distinct: String, $generation: SearchGeneration
) {
  search(
    image: $image, instruction: $instruction, limit: $limit, filter: $filter, minScore: $minScore,
    like: $like, unlike: $unlike, exclude: $exclude, distinct: $distinct, generation: $generation
  ) { id hits { ${HIT} } warnings { message } }
}`;
const RANK = `query Rank($id: ID!, $candidates: Int!, $includeMetadata: [String!], $model: String) {
  searchResult(id: $id) {
    rerank(candidates: $candidates, includeMetadata: $includeMetadata, model: $model) {
      ranking { position index reason hit { ${HIT} } }
      explanation model cached repaired usage { totalTokens estimatedCost } contactSheet { url }
    }
  }
}`;

const hit = z
  .object({
    rank: z.number(),
    score: z.number(),
    match: z.enum(MATCH_QUALITIES).nullable(),
    others: z.number(),
    image: z.object({
      id: z.string(),
      fileName: z.string().nullable(),
      metadata: z.record(z.string(), z.json()),
      url: z.string(),
    }),
  })
  .transform(({ image: { id, fileName, metadata, url }, ...place }): FoundHit => {
    return { ...place, id, fileName, metadata: metadata as JsonObject, location: url };
  });
const warning = z.object({ message: z.string() });
const searchData = z.object({
  search: z.object({ id: z.string(), hits: z.array(hit), warnings: z.array(warning) }),
});
const rankData = z.object({
  searchResult: z.object({
    rerank: z
      .object({
        ranking: z.array(z.object({ position: z.number(), index: z.number(), reason: z.string().nullable(), hit })),
        explanation: z.string(),
        model: z.string(),
        cached: z.boolean(),
        repaired: z.boolean(),
        usage: z.object({ totalTokens: z.number(), estimatedCost: z.number().nullable() }),
        contactSheet: z.object({ url: z.string() }),
      })
      .nullable(),
  }),
});
const fault = z.object({ message: z.string(), extensions: z.object({ code: z.string() }).partial().optional() });
const envelope = z.object({ data: z.unknown(), errors: z.array(fault).optional() });

/** Searches through the API of the server at `url`. */
export function openServerTarget(url: string, apiKey: string | undefined): SearchTarget {
  const server = new ApiServer(url, apiKey);
  return { search: (question) => server.search(question), close: async () => undefined };
}

type FileArgument = Extract<QueryPictureArgument, { kind: 'file' }>;

class ApiServer {
  private readonly headers: Readonly<Record<string, string>>;

  constructor(
    private readonly url: string,
    apiKey: string | undefined,
  ) {
    this.headers = { 'apollo-require-preflight': 'true', ...(apiKey && { authorization: `Bearer ${apiKey}` }) };
  }

  async search({ image, like, unlike, ...question }: SearchQuestion) {
    const uploads = new Map<string, FileArgument>();
    if (image?.kind === 'file') uploads.set('variables.image.upload', image);
    const parts = (name: string, given: readonly PartArgument[] | undefined) =>
      given?.map((part, index) => {
        if ('text' in part) return part;
        if (part.image.kind === 'file') uploads.set(`variables.${name}.${index}.image.upload`, part.image);
        return { image: inputOf(part.image), weight: part.weight };
      });
    const variables = {
      ...question,
      image: image && inputOf(image),
      like: parts('like', like),
      unlike: parts('unlike', unlike),
    };
    const { search } = searchData.parse(await this.ask(SEARCH, variables, uploads));
    const warnings = search.warnings.map(({ message }) => message);
    return {
      id: search.id,
      hits: search.hits,
      warnings,
      rank: (question: RankQuestion) => this.rank(search.id, question),
    };
  }

  private async rank(id: string, question: RankQuestion): Promise<FoundRanking | null> {
    const { rerank } = rankData.parse(await this.ask(RANK, { id, ...question })).searchResult;
    if (!rerank) return null;
    const { contactSheet, ...ranking } = rerank;
    return { ...ranking, sheet: async () => new Uint8Array(await (await this.fetch(contactSheet.url)).arrayBuffer()) };
  }

  /** @throws SetupError with the code of the first error in the answer */
  private async ask(
    query: string,
    variables: Readonly<Record<string, unknown>>,
    uploads: ReadonlyMap<string, FileArgument> = new Map(),
  ): Promise<unknown> {
    const operations = JSON.stringify({ query, variables });
    const response =
      uploads.size > 0
        ? await this.fetch(`${this.url}/graphql`, { method: 'POST', body: multipart(operations, uploads) })
        : await this.fetch(`${this.url}/graphql`, {
            method: 'POST',
            body: operations,
            headers: { 'content-type': 'application/json' },
          });
    const answer = envelope.safeParse(await response.json().catch(() => undefined));
    const [first] = answer.data?.errors ?? [];
    if (first) throw new SetupError(first.extensions?.code ?? 'SERVER_REFUSED', first.message);
    if (!answer.success) {
      throw new SetupError(
        'SERVER_REFUSED',
        `The server at ${this.url} answers ${response.status}, not as Leopard does. Check --server.`,
      );
    }
    return answer.data.data;
  }

  private fetch(address: string, init: RequestInit = {}): Promise<Response> {
    return reachServer(address, { ...init, headers: { ...this.headers, ...init.headers } });
  }
}

function inputOf(image: QueryPictureArgument) {
  if (image.kind === 'file') return { upload: null };
  return image.kind === 'url' ? { url: image.url } : { id: image.id };
}

/** The form of the GraphQL multipart request specification. */
function multipart(operations: string, uploads: ReadonlyMap<string, FileArgument>): FormData {
  const form = new FormData();
  form.set('operations', operations);
  form.set('map', JSON.stringify(Object.fromEntries([...uploads.keys()].map((place, index) => [index, [place]]))));
  for (const [index, { bytes }] of [...uploads.values()].entries())
    form.set(String(index), new Blob([bytes]), 'picture');
  return form;
}
