import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import { LeopardError } from '../../lib/errors.js';
import { judgeAnswer } from './answer/judge.js';
import { withoutThoughts } from './answer/thoughts.js';
import type { ValidRanking } from './answer/types.js';
import type { ChatAnswer } from './client/completion.js';
import { refused } from './client/faults.js';
import type { Fallback } from './client/fallback.js';
import type { AnswerForm } from './client/forms.js';
import type { StoredSheet } from './contact-sheet/sheet-store.js';
import type { Meter, Usage } from './meter.js';
import { dataText, rankingPrompt, repairMessages } from './prompt.js';
import { MORE_ROOM, expectedAnswerTokens, greatestAnswerTokens, imageTokens, textTokens } from './tokens.js';
import type { RerankRequest, RerankerLogger } from './types.js';

export interface AskContext {
  readonly service: Fallback;
  readonly meter: Meter;
  readonly logger: RerankerLogger;
  readonly detail: 'low' | 'high' | 'auto';
  /** Where an answer is cut off, thoughts included; 0: by the number of candidates. */
  readonly answerTokens: number;
  /** Never logged. */
  readonly keys: readonly string[];
}

export interface Question {
  readonly request: Pick<RerankRequest, 'query' | 'candidates'>;
  readonly sheet: StoredSheet;
  readonly model: string;
  readonly signal: AbortSignal;
  /** Ms since 1970. */
  readonly endsAt: number;
}

export type Ranked = ValidRanking & { readonly usage: Usage };

/** How a second question differs from the first. */
interface Again {
  readonly repair?: { readonly answer: string; readonly fault: string };
  readonly form?: AnswerForm;
  readonly maximumTokens?: number;
}

/**
 * Asks the model for the ranking, once more where its answer is of no use.
 * @throws LeopardError RERANKER_*, RERANK_BUDGET_EXCEEDED, STORAGE_UNAVAILABLE; the signal's reason
 */
export async function askForRanking(context: AskContext, question: Question): Promise<Ranked> {
  const count = question.request.candidates.length;
  const spent = context.meter.start(question.model);
  const first = await call(context, question, spent);
  const verdict = judgeAnswer(first.text, count, first.cutOff);
  if (verdict.usable) return { ...verdict, usage: spent.total() };
  if (verdict.refused) throw refused();
  const second = await call(context, question, spent, secondQuestion(context, question, first, verdict.fault));
  const mended = judgeAnswer(second.text, count, second.cutOff);
  if (mended.usable) return { ...mended, repaired: true, usage: spent.total() };
  if (mended.refused) throw refused();
  throw useless(context, question.model, second);
}

/** Thoughts that took all the room get more of it; any other answer is shown to the model, with its fault. */
function secondQuestion(context: AskContext, { request, model }: Question, first: ChatAnswer, fault: string): Again {
  if (thoughtOnly(first)) {
    if (context.answerTokens > 0) throw useless(context, model, first);
    return { maximumTokens: MORE_ROOM * greatestAnswerTokens(request.candidates.length, model) };
  }
  const repair = {
    answer: first.text,
    fault: first.cutOff ? `${fault} It was cut off; write shorter sentences.` : fault,
  };
  // A model whose JSON the service could not read is asked without.
  return first.unreadable ? { repair, form: 'text' } : { repair };
}

/** The token limit came before an answer had begun. Thoughts need no tag: templates leave it out, and prose is no answer. */
const thoughtOnly = ({ text, cutOff }: ChatAnswer): boolean =>
  cutOff && !/^\W*(?:json\W*)?(?:[[{]|ranked)/i.test(withoutThoughts(text));

function useless({ logger, answerTokens }: AskContext, model: string, last: ChatAnswer): LeopardError {
  const invalid = (message: string) => new LeopardError('RERANKER_INVALID_ANSWER', message);
  if (thoughtOnly(last)) {
    const remedy = `Raise RERANK_ANSWER_TOKENS${answerTokens > 0 ? ` (${answerTokens})` : ''}, or lower RERANK_EFFORT.`;
    logger.warn({ model, remedy }, 'The model used up its token limit by thinking.');
    return invalid(
      'The model used up its token limit by thinking, and gave no ranking. Name another model; whoever runs this server can give it more room, or less effort.',
    );
  }
  const rest = last.cutOff ? 'Its answer was cut off at the token limit; ask for fewer candidates' : 'Try again';
  return invalid(
    `The model gave no usable ranking, and neither when it was asked again. ${rest}, or name another model.`,
  );
}

/** One answer, within the budget. */
async function call(
  { service, detail, answerTokens, keys }: AskContext,
  { request, sheet, model, signal, endsAt }: Question,
  spent: ReturnType<Meter['start']>,
  { repair, form, maximumTokens }: Again = {},
): Promise<ChatAnswer> {
  const candidates = request.candidates.length;
  const messages = (wanted: AnswerForm): ChatCompletionMessageParam[] => {
    const asked = rankingPrompt(request, sheet.png, wanted, detail).messages;
    return repair ? [...asked, ...repairMessages(repair.answer, repair.fault, wanted)] : asked;
  };
  const words = rankingPrompt(request, new Uint8Array(), service.form(model), detail).text + (repair?.answer ?? '');
  const estimate: Usage = {
    inputTokens: textTokens(words) + imageTokens(sheet, detail, model),
    outputTokens: expectedAnswerTokens(candidates, model),
  };
  const answer = await service.ask({
    model,
    candidates,
    maximumTokens: answerTokens || (maximumTokens ?? greatestAnswerTokens(candidates, model)),
    messages,
    form,
    signal,
    endsAt,
    secrets: [...keys, request.query.instruction ?? '', dataText(request)],
    begin: () => spent.begin(estimate),
  });
  if (answer.refused) throw refused();
  return answer;
}
