import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { askServer, reachServer } from '../../lib/ask-server.js';
import { SetupError } from '../../lib/errors.js';
import type { SearchGeneration } from '../search/types.js';
import { imageId, isImageId } from '../image-files/image-id.js';
import { MATCH_QUALITIES } from '../search/relevance/quality.js';
import type { EvaluationQuestion, EvaluationTarget } from './types.js';

const faults = z.array(
  z.object({ message: z.string(), extensions: z.object({ code: z.string() }).partial().optional() }),
);
const refusal = z.object({ errors: faults });
const statusAnswer = z.object({
  data: z.object({
    status: z.object({
      images: z.number(),
      model: z.object({ id: z.string(), preprocessing: z.string() }),
      modelSwitch: z.object({ state: z.string(), from: z.string(), to: z.string() }).nullish(),
      vectorStore: z.object({ kind: z.string() }),
    }),
  }),
});
const answerWith = <Search extends z.ZodType>(search: Search) =>
  z.object({ errors: faults.optional(), data: z.object({ search: search.nullable() }).nullable() });

const searchAnswer = answerWith(
  z.object({
    hits: z.array(
      z.object({ score: z.number(), image: z.object({ id: z.string(), fileName: z.string().nullable() }) }),
    ),
  }),
);
const judgedAnswer = answerWith(
  z.object({
    match: z.enum(MATCH_QUALITIES).nullable(),
    hits: z.array(z.object({ relevance: z.number().nullable() })),
  }),
);

const STATUS = `{ status { images model { id preprocessing } modelSwitch { state from to } vectorStore { kind } } }`;
const SEARCH = `query ($image: ImageInput, $instruction: String, $limit: Int!, $generation: SearchGeneration) {
  search(image: $image, instruction: $instruction, limit: $limit, generation: $generation, includeQueryImage: true) { hits { score image { id fileName } } }
}`;

const JUDGE = `query ($image: ImageInput, $instruction: String) {
  search(image: $image, instruction: $instruction, limit: 1) { match hits { relevance } }
}`;

/**
 * The index behind a server, asked as any client would.
 * @throws SetupError SERVER_UNREACHABLE, or with the code by which the server refuses
 */
export async function indexTarget(
  url: string,
  apiKey: string | undefined,
  generation?: SearchGeneration,
): Promise<EvaluationTarget> {
  const ask = (query: string, variables: object) => askServer(url, query, variables, apiKey);
  const told = await ask(STATUS, {});
  const status = statusAnswer.safeParse(told);
  if (!status.success) throw refused(url, refusal.safeParse(told).data?.errors);
  const { images, model, modelSwitch, vectorStore } = status.data.data.status;
  const other = modelSwitch && (modelSwitch.state === 'SWITCHED' ? modelSwitch.from : modelSwitch.to);
  const asked =
    generation === 'BESIDE' && other
      ? `model ${other}, beside ${model.id}`
      : `model ${model.id}, preprocessing ${model.preprocessing}`;
  return {
    description: `${url}: ${images} pictures in ${vectorStore.kind}, ${asked}`,
    async search(question, limit) {
      const { data, errors } = searchAnswer.parse(
        await ask(SEARCH, { ...(await variablesOf(question)), limit, generation }),
      );
      if (!data?.search) throw refused(url, errors);
      return data.search.hits.map(({ score, image }) => ({ ...image, score }));
    },
    async judge(question) {
      const { data, errors } = judgedAnswer.parse(await ask(JUDGE, await variablesOf(question)));
      if (!data?.search) throw refused(url, errors);
      const { match, hits } = data.search;
      if (match !== null) return { match, relevance: hits[0]?.relevance ?? 0 };
      throw new SetupError(
        'MATCH_UNKNOWN',
        `${url} says nothing about matches: it has fewer than 50 pictures, or nobody has calibrated its model. Ingest more; for the model, start the server with MATCH_WEAK=0 and MATCH_STRONG=1, then calibrate.`,
      );
    },
    idOf: async (image) => (isImageId(image) ? image : imageId(await readFile(image))),
    async picture(id) {
      const headers = apiKey === undefined ? undefined : { authorization: `Bearer ${apiKey}` };
      const response = await reachServer(`${url}/images/${id}`, { headers });
      if (!response.ok) throw new SetupError('SERVER_ANSWER', `${url} answers ${response.status} for picture ${id}.`);
      return new Uint8Array(await response.arrayBuffer());
    },
  };
}

async function variablesOf({ image, instruction }: EvaluationQuestion): Promise<object> {
  if (image === undefined) return { instruction };
  if (isImageId(image)) return { image: { id: image }, instruction };
  return { image: { base64: (await readFile(image)).toString('base64') }, instruction };
}

function refused(url: string, [first]: z.output<typeof faults> = []): SetupError {
  const message = first?.message ?? 'its answer is not one of Leopard. Check the address.';
  return new SetupError(first?.extensions?.code ?? 'SERVER_ANSWER', `${url}: ${message}`);
}
