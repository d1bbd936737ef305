import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import type { RerankerLogger } from '../types.js';
import type { Clock } from '../../../lib/clock.js';
import { type Abilities, KEPT, KnownAbilities, difference, plainest, without } from './abilities.js';
import type { ChatClient, ChatRequest } from './chat-client.js';
import type { Complaint } from './complaints.js';
import type { ChatAnswer } from './completion.js';
import { type Fault, faultOf } from './faults.js';
import type { AnswerForm } from './forms.js';
import { report } from './report.js';

/** First wait between two tries, in ms; doubled each time, and shortened by chance so that clients do not march in step. */
const FIRST_WAIT = 500;
const LONGEST_WAIT = 8_000;
/** The least room for an answer that is worth asking for, in tokens. */
const LEAST_TOKENS = 256;

export interface FallbackOptions {
  readonly client: ChatClient;
  readonly retries: number;
  readonly clock: Clock;
  readonly logger: RerankerLogger;
  /** 0 to 1. */
  readonly random: () => number;
  readonly onCall: () => void;
  readonly onRetry: () => void;
}

export interface Asked extends Omit<ChatRequest, 'messages'> {
  /** The messages of a form, since they describe the form. */
  readonly messages: (form: AnswerForm) => ChatCompletionMessageParam[];
  /** In place of the form that the model is known to take. */
  readonly form?: AnswerForm | undefined;
  readonly signal: AbortSignal;
  /** Ms since 1970; a wait that would reach it is not begun. */
  readonly endsAt: number;
  /** What a log must not repeat. */
  readonly secrets: readonly string[];
  /** Before each HTTP request; what it took is settled after it. @throws LeopardError where nothing more may be spent */
  readonly begin: () => Promise<Settle>;
}

/** An answer; `unknown` where one may have been given and paid that did not arrive; `nothing`. */
export type Settle = (took: ChatAnswer | 'unknown' | 'input' | 'nothing') => Promise<void>;

/**
 * Asks a service for what it can do: strict schema, else JSON mode, else plain text, and remembers for a time what each model
 * refused. Retries what may pass, honouring Retry-After.
 */
export class Fallback {
  private readonly known: KnownAbilities;

  constructor(private readonly options: FallbackOptions) {
    this.known = new KnownAbilities(options.client.abilities, options.clock);
  }

  /** The form in which the model is asked next. */
  form = (model: string): AnswerForm => this.known.of(model).form;

  /** @throws LeopardError RERANKER_UNAVAILABLE, RERANKER_REFUSED; the signal's reason; what `begin` throws */
  async ask(asked: Asked): Promise<ChatAnswer> {
    const { model, signal } = asked;
    let retries = 0;
    let abilities = this.known.of(model);
    /** A refusal without a reason: the plainest request is tried once, and remembered only if it is taken. */
    let unclear: Fault | undefined;
    for (;;) {
      const outcome = await this.send(asked, abilities);
      if (!('fault' in outcome)) {
        if (unclear) this.known.lower(model, abilities);
        return outcome;
      }
      const { cause, fault } = outcome;
      const tell = (then: string) => report(this.options.logger, cause, fault, { model, then, secrets: asked.secrets });
      if (fault.complaint?.about === 'answer') {
        tell('what the model wrote is read as it is');
        return noJson(fault.complaint.generation);
      }
      const lowered = fault.complaint && lowerFor(fault.complaint, abilities, asked.maximumTokens);
      if (lowered) {
        tell(`asked with less, for ${KEPT / 60_000} minutes: ${difference(abilities, lowered)}`);
        abilities = lowered;
        if (!unclear) this.known.lower(model, abilities);
        continue;
      }
      const plain = fault.complaint?.about === 'unclear' && !unclear ? plainest(abilities) : undefined;
      if (plain) {
        tell('asked once in the plainest way');
        abilities = plain;
        unclear = fault;
        continue;
      }
      const wait = fault.retryAfter ?? this.backoff(retries);
      if (!fault.transient || retries >= this.options.retries || this.options.clock.now() + wait >= asked.endsAt) {
        tell('given up');
        throw (unclear ?? fault).error;
      }
      tell('tried again');
      retries += 1;
      this.options.onRetry();
      await this.options.clock.sleep(wait, signal);
    }
  }

  private async send(asked: Asked, abilities: Abilities): Promise<ChatAnswer | { fault: Fault; cause: unknown }> {
    const { signal, messages, ...request } = asked;
    const sent = asked.form ? { ...abilities, form: asked.form } : abilities;
    const settle = await asked.begin();
    if (signal.aborted) {
      await settle('nothing');
      throw signal.reason;
    }
    this.options.onCall();
    try {
      const answer = await this.options.client.send({ ...request, messages: messages(sent.form) }, sent, signal);
      await settle(answer);
      return answer;
    } catch (cause) {
      if (signal.aborted) {
        // A call that was broken off was read all the same.
        await settle('input');
        throw signal.reason;
      }
      const fault = faultOf(cause, asked.model, this.options.clock.now());
      await settle(fault.paid ? 'unknown' : 'nothing');
      return { fault, cause };
    }
  }

  private backoff(retries: number): number {
    return Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** retries) * (0.5 + this.options.random() / 2);
  }
}

/** What to ask for after a complaint; undefined where nothing can be given up for it. */
function lowerFor(complaint: Complaint, sent: Abilities, maximumTokens: number): Abilities | undefined {
  if (complaint.about === 'capabilities') {
    for (const capability of complaint.capabilities) {
      const lowered = without(sent, capability);
      if (lowered) return lowered;
    }
    return undefined;
  }
  if (complaint.about !== 'tooManyTokens') return undefined;
  const now = Math.min(maximumTokens, sent.mostTokens);
  const most = complaint.most !== undefined && complaint.most < now ? complaint.most : Math.floor(now / 2);
  return most >= LEAST_TOKENS ? { ...sent, mostTokens: most } : undefined;
}

/** An answer that the service could not read as JSON: perhaps it can be read here. */
const noJson = (text: string): ChatAnswer => ({
  text,
  refused: false,
  cutOff: false,
  unreadable: true,
  inputTokens: null,
  outputTokens: null,
  written: text,
});
