import { z } from 'zod';
import { askServer } from '../../lib/ask-server.js';
import { SetupError } from '../../lib/errors.js';

/** The question of the sample search, as variables of its operation. */
export interface SampleQuestion {
  readonly image?: { readonly id: string } | { readonly base64: string };
  readonly instruction: string;
}

export const SAMPLE_LIMIT = 9;

export const SAMPLE_OPERATION = `query Search($image: ImageInput, $instruction: String) {
  search(image: $image, instruction: $instruction, limit: ${SAMPLE_LIMIT}) {
    id
    hits {
      rank
      score
      image { id fileName url(width: 300) metadata }
    }
    timings { total }
  }
}`;

const answerSchema = z.object({
  data: z.object({
    search: z.object({
      id: z.string(),
      hits: z.array(
        z.object({
          rank: z.number(),
          score: z.number(),
          image: z.object({
            id: z.string(),
            fileName: z.string().nullable(),
            metadata: z.record(z.string(), z.unknown()),
          }),
        }),
      ),
      timings: z.object({ total: z.number() }),
    }),
  }),
});

export type SampleAnswer = z.output<typeof answerSchema>['data']['search'] & { readonly question: SampleQuestion };

/**
 * Asks by the public door, as any client would.
 * @throws SetupError SAMPLE_SEARCH_FAILED with what the server said
 */
export async function askSample(url: string, question: SampleQuestion): Promise<SampleAnswer> {
  const received = await askServer(url, SAMPLE_OPERATION, question);
  const answer = answerSchema.safeParse(received);
  if (!answer.success) {
    const text = JSON.stringify(received).slice(0, 500);
    throw new SetupError('SAMPLE_SEARCH_FAILED', `The sample search was answered ${text}`);
  }
  return { ...answer.data.data.search, question };
}
