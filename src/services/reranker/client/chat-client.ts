import type {
  ChatCompletionCreateParamsNonStreaming,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions';
import type { Abilities } from './abilities.js';
import { readAddress } from './address.js';
import { type ChatAnswer, readCompletion } from './completion.js';
import { responseFormat } from './forms.js';
import { thinks } from './models.js';
import { openSdk, type Sdk } from './sdk.js';
import { errorWithin } from './service-error.js';

export interface ChatRequest {
  readonly model: string;
  readonly messages: ChatCompletionMessageParam[];
  readonly candidates: number;
  readonly maximumTokens: number;
}

export interface ChatClientOptions {
  readonly apiKey?: string | undefined;
  readonly baseUrl?: string | undefined;
  /** Ms. */
  readonly timeout: number;
  /** Sent to every model; where it is not given, to those that are known to think: `low`. */
  readonly effort?: ReasoningEffort | undefined;
}

type ReasoningEffort = NonNullable<ChatCompletionCreateParamsNonStreaming['reasoning_effort']>;

export class ChatClient {
  private readonly sdk: Sdk;
  private readonly official: boolean;

  constructor(private readonly options: ChatClientOptions) {
    const { apiKey = 'none', baseUrl, timeout } = options;
    const address = readAddress(baseUrl);
    this.official = address.official;
    // Local servers take any key, the SDK takes no empty one.
    this.sdk = openSdk({ apiKey, address, timeout });
  }

  /** What a model is first asked to do. */
  abilities = (model: string): Abilities => ({
    form: 'schema',
    temperature: !thinks(model),
    effort: this.options.effort !== undefined || thinks(model),
    system: true,
    tokenLimits:
      this.official || thinks(model)
        ? ['max_completion_tokens', 'max_tokens', 'none']
        : ['max_tokens', 'max_completion_tokens', 'none'],
    mostTokens: Infinity,
  });

  /** One HTTP request. @throws ServiceError, NotACompletion, NotReached, APIError of the SDK, or the signal's reason */
  async send(request: ChatRequest, abilities: Abilities, signal: AbortSignal): Promise<ChatAnswer> {
    const tokenLimit = abilities.tokenLimits[0] ?? 'none';
    const format = responseFormat(abilities.form, request.candidates);
    const body: ChatCompletionCreateParamsNonStreaming = {
      model: request.model,
      messages: abilities.system ? request.messages : withoutSystem(request.messages),
      ...(format && { response_format: format }),
      ...(abilities.temperature && { temperature: 0 }),
      ...(abilities.effort && { reasoning_effort: this.options.effort ?? 'low' }),
      ...(tokenLimit !== 'none' && { [tokenLimit]: Math.min(request.maximumTokens, abilities.mostTokens) }),
    };
    const answer = await this.sdk(body, signal);
    const error = errorWithin(answer);
    if (error) throw error;
    return readCompletion(answer);
  }
}

/** The rules lead the first message of the user. */
function withoutSystem(messages: readonly ChatCompletionMessageParam[]): ChatCompletionMessageParam[] {
  const [rules, asked, ...rest] = messages;
  if (rules?.role !== 'system' || asked?.role !== 'user' || typeof rules.content !== 'string') return [...messages];
  const content = typeof asked.content === 'string' ? [{ type: 'text' as const, text: asked.content }] : asked.content;
  return [{ role: 'user', content: [{ type: 'text', text: rules.content }, ...content] }, ...rest];
}
