import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import { LeopardError } from '../../../lib/errors.js';
import type { Clock } from '../types.js';
import { type Abilities, type ChatAnswer, type ChatClient, type ChatRequest, NotACompletion } from './chat-client.js';
import { type Capability, type Fault, faultOf, unavailable } from './faults.js';
import { type AnswerForm, nextForm } from './forms.js';

/** First wait between two tries, in ms; doubled each time, and shortened by chance so that clients do not march in step. */
const FIRST_WAIT = 500;
const LONGEST_WAIT = 8_000;

export interface LadderOptions {
  readonly client: ChatClient;
  readonly retries: number;
  readonly clock: Clock;
  /** 0 to 1. */
  readonly random: () => number;
  readonly onCall: () => void;
  readonly onRetry: () => void;
}

/** Answers with the messages of a form, since they describe the form. */
export type MessagesFor = (form: AnswerForm) => ChatCompletionMessageParam[];

/**
 * Asks a service for what it can do: strict schema, else JSON mode, else plain text, and remembers what each model refused.
 * Retries what may pass, honouring Retry-After.
 */
export class Ladder {
  private readonly known = new Map<string, Abilities>();

  constructor(private readonly options: LadderOptions) {}

  /** The form in which the model is asked next. */
  form = (model: string): AnswerForm => this.abilities(model).form;

  /**
   * `endsAt`: ms since 1970; a wait that would reach it is not begun.
   * @throws LeopardError RERANKER_UNAVAILABLE, RERANKER_REFUSED; the signal's reason
   */
  async ask(
    request: Omit<ChatRequest, 'messages'>,
    messages: MessagesFor,
    signal: AbortSignal,
    endsAt: number,
  ): Promise<ChatAnswer> {
    for (let tries = 0; ;) {
      const abilities = this.abilities(request.model);
      this.options.onCall();
      const fault = await this.options.client
        .send({ ...request, messages: messages(abilities.form) }, abilities, signal)
        .catch((error: unknown) => this.sort(error, request.model, signal));
      if (!('kind' in fault)) return fault;
      if (fault.kind === 'unsupported') {
        this.known.set(request.model, reduced(abilities, fault.capability) ?? raise(fault.error));
        continue;
      }
      if (fault.kind === 'final' || tries >= this.options.retries) throw fault.error;
      const wait = fault.retryAfter ?? this.backoff(tries);
      if (this.options.clock.now() + wait >= endsAt) throw withRetryAfter(fault.error, fault.retryAfter);
      tries += 1;
      this.options.onRetry();
      await this.options.clock.sleep(wait, signal);
    }
  }

  private abilities = (model: string): Abilities => this.known.get(model) ?? this.options.client.abilities;

  private backoff(tries: number): number {
    return Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** tries) * (0.5 + this.options.random() / 2);
  }

  private sort(error: unknown, model: string, signal: AbortSignal): Fault {
    if (signal.aborted) throw signal.reason;
    if (error instanceof NotACompletion) {
      const message = 'The ranking service does not answer with chat completions. Check OPENAI_BASE_URL';
      return { kind: 'final', error: unavailable(message) };
    }
    return faultOf(error, model, this.options.clock.now());
  }
}

/** What is left to ask for; undefined where nothing can be given up. */
function reduced(abilities: Abilities, capability: Capability): Abilities | undefined {
  if (capability === 'form') {
    const form = nextForm(abilities.form);
    return form && { ...abilities, form };
  }
  if (capability === 'temperature') return abilities.temperature ? { ...abilities, temperature: false } : undefined;
  const tokenLimit = abilities.tokenLimits[1];
  return tokenLimit && { ...abilities, tokenLimits: abilities.tokenLimits.slice(1) };
}

function raise(error: LeopardError): never {
  throw error;
}

function withRetryAfter(error: LeopardError, milliseconds: number | undefined): LeopardError {
  if (milliseconds === undefined) return error;
  const retryAfterSeconds = Math.ceil(milliseconds / 1000);
  return new LeopardError(error.code, error.message, { cause: error.cause, retryAfterSeconds });
}
