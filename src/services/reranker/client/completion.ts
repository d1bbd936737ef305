import { z } from 'zod';

/** One answer of the service. */
export interface ChatAnswer {
  readonly text: string;
  /** The model declined, or a filter stopped it. */
  readonly refused: boolean;
  /** The answer ends where the token limit cut it. */
  readonly cutOff: boolean;
  /** The service could not read it as the JSON that it was to enforce. */
  readonly unreadable: boolean;
  /** Null where the service does not count, or not believably. */
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  /** Characters that the model wrote, thoughts included: what is counted where the service does not count. */
  readonly written: string;
}

/** An answer with status 200 that is no chat completion. */
export class NotACompletion extends Error {
  override readonly name = 'NotACompletion';
}

/** More tokens than any model takes or writes: a figure above it is a fault of the service. */
const MOST_TOKENS = 100_000_000;

/** Some services count in texts, some answer 0 where they do not count. */
const count = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d{1,12}$/)
      .transform(Number),
  ])
  .pipe(z.number().int().min(0).max(MOST_TOKENS))
  .nullish()
  .catch(null);

const text = z
  .union([
    z.string(),
    z.array(z.object({ text: z.string().catch('') })).transform((parts) => parts.map((part) => part.text).join('')),
  ])
  .nullish()
  .catch(null);

/** Some services send arguments as an object. */
const call = z.object({
  arguments: z.union([z.string(), z.record(z.string(), z.unknown()).transform((it) => JSON.stringify(it))]),
});

/** The part of a chat completion that is used; compatible servers leave out or add the rest. */
const completion = z.object({
  choices: z
    .array(
      z.object({
        message: z.object({
          content: text,
          refusal: z.string().nullish(),
          /** vLLM, DeepSeek; OpenRouter and Ollama. */
          reasoning_content: text,
          reasoning: text,
          tool_calls: z
            .array(z.object({ function: call }))
            .nullish()
            .catch(null),
          function_call: call.nullish().catch(null),
        }),
        finish_reason: z.string().nullish(),
      }),
    )
    .min(1),
  usage: z.object({ prompt_tokens: count, completion_tokens: count }).nullish().catch(null),
});

/** @throws NotACompletion */
export function readCompletion(answer: unknown): ChatAnswer {
  const parsed = completion.safeParse(answer);
  const choice = parsed.data?.choices[0];
  if (!parsed.success || !choice) throw new NotACompletion('The answer is no chat completion.');
  const { message, finish_reason: finish } = choice;
  const { usage } = parsed.data;
  const cutOff = finish === 'length' || finish === 'max_tokens';
  const thoughts = message.reasoning_content ?? message.reasoning ?? '';
  const tool = message.tool_calls?.[0]?.function.arguments ?? message.function_call?.arguments ?? '';
  const said = message.content?.trim() ? message.content : tool;
  return {
    text: said || (cutOff ? '' : wholeObject(thoughts)),
    refused: Boolean(message.refusal) || finish === 'content_filter',
    cutOff,
    unreadable: false,
    inputTokens: usage?.prompt_tokens || null,
    outputTokens: usage?.completion_tokens || null,
    written: thoughts + said,
  };
}

/** Services that take every answer for thoughts (vLLM with a schema) send one object there, and nothing else. */
function wholeObject(thoughts: string): string {
  try {
    const value: unknown = JSON.parse(thoughts);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? thoughts : '';
  } catch {
    return '';
  }
}
