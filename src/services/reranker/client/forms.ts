import type { ChatCompletionCreateParamsNonStreaming } from 'openai/resources/chat/completions';

/** The forms in which an answer can be asked for, best first: a service that refuses one is asked in the next. */
export const ANSWER_FORMS = ['schema', 'json', 'text'] as const;
export type AnswerForm = (typeof ANSWER_FORMS)[number];

/** The next form down, undefined below the last. */
export const nextForm = (form: AnswerForm): AnswerForm | undefined => ANSWER_FORMS[ANSWER_FORMS.indexOf(form) + 1];

type ResponseFormat = NonNullable<ChatCompletionCreateParamsNonStreaming['response_format']>;

/**
 * `response_format` of a form. Strict schemas: every property required, none additional, and only keywords that all services
 * know, so that the list's length is left to validation (platform.openai.com/docs/guides/structured-outputs).
 */
export function responseFormat(form: AnswerForm, candidates: number): ResponseFormat | undefined {
  if (form === 'text') return undefined;
  if (form === 'json') return { type: 'json_object' };
  const index = { type: 'integer', enum: Array.from({ length: candidates }, (_, number) => number) };
  return {
    type: 'json_schema',
    json_schema: {
      name: 'ranking',
      strict: true,
      schema: {
        type: 'object',
        properties: {
          ranking: {
            type: 'array',
            description: 'Every candidate exactly once, best first.',
            items: {
              type: 'object',
              properties: { index, reason: { type: 'string', description: 'One sentence about this candidate.' } },
              required: ['index', 'reason'],
              additionalProperties: false,
            },
          },
          explanation: { type: 'string', description: 'Why the first candidate fits the search best.' },
        },
        required: ['ranking', 'explanation'],
        additionalProperties: false,
      },
    },
  };
}
