import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import { LeopardError } from '../../lib/errors.js';
import { judgeAnswer } from './answer/judge.js';
import type { ValidRanking } from './answer/types.js';
import type { Budget } from './budget.js';
import type { ChatAnswer } from './client/chat-client.js';
import { refused } from './client/faults.js';
import type { AnswerForm } from './client/forms.js';
import type { Ladder } from './client/ladder.js';
import type { StoredSheet } from './contact-sheet/sheet-store.js';
import { costOf } from './prices.js';
import { rankingPrompt, repairMessages } from './prompt.js';
import type { StatsRecorder } from './stats.js';
import { expectedAnswerTokens, greatestAnswerTokens, imageTokens, textTokens } from './tokens.js';
import type { RerankRequest } from './types.js';

export interface AskContext {
  readonly ladder: Ladder;
  readonly budget: Budget;
  readonly stats: StatsRecorder;
  readonly detail: 'low' | 'high' | 'auto';
}

export interface Question {
  readonly request: Pick<RerankRequest, 'query' | 'candidates'>;
  readonly sheet: StoredSheet;
  readonly model: string;
  readonly signal: AbortSignal;
  /** Ms since 1970. */
  readonly endsAt: number;
}

interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export type Ranked = ValidRanking & { readonly usage: Usage };

/**
 * Asks the model for the ranking, once more where its answer is of no use.
 * @throws LeopardError RERANKER_*, RERANK_BUDGET_EXCEEDED; the signal's reason
 */
export async function askForRanking(context: AskContext, question: Question): Promise<Ranked> {
  const count = question.request.candidates.length;
  const first = await call(context, question);
  const verdict = judgeAnswer(first.text, count);
  if (verdict.usable) return { ...verdict, usage: first.usage };
  const fault = first.cutOff ? `${verdict.fault} It was cut off; write shorter sentences.` : verdict.fault;
  const second = await call(context, question, { answer: first.text, fault });
  const usage = {
    inputTokens: first.usage.inputTokens + second.usage.inputTokens,
    outputTokens: first.usage.outputTokens + second.usage.outputTokens,
  };
  const mended = judgeAnswer(second.text, count);
  if (mended.usable) return { ...mended, repaired: true, usage };
  throw new LeopardError(
    'RERANKER_INVALID_ANSWER',
    'The model gave no usable ranking, and neither when it was asked again. ' +
      `${second.cutOff ? 'Its answer was cut off at the token limit; ask for fewer candidates' : 'Try again'}, or name another model.`,
  );
}

/** One call within the budget. What it took is settled also where it fails. */
async function call(
  { ladder, budget, stats, detail }: AskContext,
  { request, sheet, model, signal, endsAt }: Question,
  repair?: { readonly answer: string; readonly fault: string },
): Promise<{ readonly text: string; readonly cutOff: boolean; readonly usage: Usage }> {
  const candidates = request.candidates.length;
  const messages = (form: AnswerForm): ChatCompletionMessageParam[] => {
    const asked = rankingPrompt(request, sheet.png, form, detail).messages;
    return repair ? [...asked, ...repairMessages(repair.answer, repair.fault, form)] : asked;
  };
  const texts = rankingPrompt(request, new Uint8Array(), ladder.form(model), detail).text + (repair?.answer ?? '');
  const estimate: Usage = {
    inputTokens: textTokens(texts) + imageTokens(sheet, detail, model),
    outputTokens: expectedAnswerTokens(candidates),
  };
  const estimatedCost = costOf(model, estimate.inputTokens, estimate.outputTokens) ?? 0;
  const reserved = budget.reserve(estimate.inputTokens + estimate.outputTokens, estimatedCost);
  let used: Usage = { inputTokens: 0, outputTokens: 0 };
  try {
    const maximumTokens = greatestAnswerTokens(candidates);
    const answer = await ladder.ask({ model, candidates, maximumTokens }, messages, signal, endsAt);
    used = answer.usage ?? countedHere(estimate, answer);
    if (answer.refused) throw refused();
    return { text: answer.text, cutOff: answer.cutOff, usage: used };
  } catch (error) {
    // A call that was broken off was read all the same: its input is paid.
    if (signal.aborted) used = { inputTokens: estimate.inputTokens, outputTokens: 0 };
    throw error;
  } finally {
    const cost = costOf(model, used.inputTokens, used.outputTokens);
    reserved.settle(used.inputTokens + used.outputTokens, cost ?? 0);
    stats.spend(used.inputTokens, used.outputTokens, cost);
  }
}

/** For services that do not count. */
const countedHere = (estimate: Usage, answer: ChatAnswer): Usage => ({
  inputTokens: estimate.inputTokens,
  outputTokens: textTokens(answer.text),
});
