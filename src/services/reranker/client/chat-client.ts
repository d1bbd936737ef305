import OpenAI from 'openai';
import type {
  ChatCompletionCreateParamsNonStreaming,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions';
import { z } from 'zod';
import { type AnswerForm, responseFormat } from './forms.js';

/** Used where OPENAI_BASE_URL is not set. */
const OPENAI = 'https://api.openai.com/v1';

/** What a service is asked to do beyond the protocol's core; each is given up where it is refused. */
export interface Abilities {
  readonly form: AnswerForm;
  readonly temperature: boolean;
  /** Names of the token limit, the one in use first: OpenAI's newer models know only `max_completion_tokens`, many others only `max_tokens`. */
  readonly tokenLimits: readonly ('max_completion_tokens' | 'max_tokens' | 'none')[];
}

export interface ChatRequest {
  readonly model: string;
  readonly messages: ChatCompletionMessageParam[];
  readonly candidates: number;
  readonly maximumTokens: number;
}

/** One answer of the service. */
export interface ChatAnswer {
  readonly text: string;
  /** The model declined, or a filter stopped it. */
  readonly refused: boolean;
  /** The answer ends where the token limit cut it. */
  readonly cutOff: boolean;
  /** Null where the service does not count. */
  readonly usage: { readonly inputTokens: number; readonly outputTokens: number } | null;
}

const count = z.number().int().min(0).catch(0);

/** The part of a chat completion that is used; compatible servers leave out or add the rest. */
const completion = z.object({
  choices: z
    .array(
      z.object({
        message: z.object({
          content: z
            .union([
              z.string(),
              z
                .array(z.object({ text: z.string().catch('') }))
                .transform((parts) => parts.map(({ text }) => text).join('')),
            ])
            .nullish(),
          refusal: z.string().nullish(),
        }),
        finish_reason: z.string().nullish(),
      }),
    )
    .min(1),
  usage: z.object({ prompt_tokens: count, completion_tokens: count }).nullish().catch(null),
});

/** An answer with status 200 that is no chat completion. */
export class NotACompletion extends Error {
  override readonly name = 'NotACompletion';
}

export class ChatClient {
  private readonly client: OpenAI;
  /** What a new model is first asked to do. */
  readonly abilities: Abilities;

  constructor({
    apiKey,
    baseUrl,
    timeout,
  }: {
    apiKey?: string | undefined;
    baseUrl?: string | undefined;
    timeout: number;
  }) {
    const address = baseUrl ?? OPENAI;
    this.client = new OpenAI({
      // Local servers take any key, the SDK takes no empty one. All is given here: the SDK would read the environment else.
      apiKey: apiKey ?? 'none',
      baseURL: address,
      organization: null,
      project: null,
      webhookSecret: null,
      timeout,
      // The pictures are for the service that was configured, and for none that it points to.
      fetchOptions: { redirect: 'manual' },
      // Retries are made in retry.ts, within the time of the whole ranking.
      maxRetries: 0,
      // The SDK would print requests, with prompt and picture, where OPENAI_LOG is set.
      logLevel: 'off',
    });
    const official = /(^|\.)openai(\.azure)?\.com$/.test(new URL(address).hostname);
    const names = official
      ? (['max_completion_tokens', 'max_tokens'] as const)
      : (['max_tokens', 'max_completion_tokens'] as const);
    this.abilities = { form: 'schema', temperature: true, tokenLimits: [...names, 'none'] };
  }

  /** One HTTP request. @throws APIError of the SDK, NotACompletion, or the signal's reason */
  async send(request: ChatRequest, abilities: Abilities, signal: AbortSignal): Promise<ChatAnswer> {
    const tokenLimit = abilities.tokenLimits[0] ?? 'none';
    const format = responseFormat(abilities.form, request.candidates);
    const body: ChatCompletionCreateParamsNonStreaming = {
      model: request.model,
      messages: request.messages,
      ...(format && { response_format: format }),
      ...(abilities.temperature && { temperature: 0 }),
      ...(tokenLimit !== 'none' && { [tokenLimit]: request.maximumTokens }),
    };
    const answer: unknown = await this.client.chat.completions.create(body, { signal });
    const parsed = completion.safeParse(answer);
    const choice = parsed.data?.choices[0];
    if (!parsed.success || !choice) throw new NotACompletion('The answer is no chat completion.');
    const { usage } = parsed.data;
    return {
      text: choice.message.content ?? '',
      refused: Boolean(choice.message.refusal) || choice.finish_reason === 'content_filter',
      cutOff: choice.finish_reason === 'length',
      usage: usage ? { inputTokens: usage.prompt_tokens, outputTokens: usage.completion_tokens } : null,
    };
  }
}
