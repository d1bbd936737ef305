import { type Responder, raw, ranking, say } from './answers.js';
import { usual } from './openai-double.js';
import type { ChatBody } from './chat-body.js';

/** A service that refuses some requests, in its own words, and answers the others. */
const refuses =
  (wrong: (body: ChatBody) => boolean, refusal: Responder): Responder =>
  (exchange) =>
    (wrong(exchange.body) ? refusal : usual)(exchange);

const asksForSchema = ({ response_format: format }: ChatBody) => format?.type === 'json_schema';
const asksForFormat = ({ response_format: format }: ChatBody) => format !== undefined;
const hasSystem = ({ messages }: ChatBody) => messages.some(({ role }) => role === 'system');
const room = ({ max_tokens, max_completion_tokens }: ChatBody) => max_tokens ?? max_completion_tokens ?? Infinity;

export interface Quirk {
  readonly name: string;
  readonly service: Responder;
  /** The code that a ranking ends with; a ranking otherwise. */
  readonly code?: string;
  /** Requests that it takes: one more than a service that keeps to the protocol would need, unless given. */
  readonly calls?: number;
  /** What is given up for it. */
  readonly next?: string;
}

const DRAFT =
  '<think>Perhaps [2, 1, 0]? Or rather {"ranking": [{"index": 2, "reason": "draft"}], "explanation": "draft"}';
const GOOD = ranking([1, 0, 2]);

/** The words are those of the services, as their users report them. */
export const REFUSING: readonly Quirk[] = [
  {
    name: 'old vLLM: an error object without `error`',
    next: 'form',
    service: refuses(
      asksForSchema,
      raw(400, {
        object: 'error',
        message: "Invalid value for 'response_format': json_schema",
        type: 'BadRequestError',
        param: null,
        code: 400,
      }),
    ),
  },
  {
    name: 'Gemini: a list with one error',
    next: 'form',
    service: refuses(
      asksForSchema,
      raw(400, [
        {
          error: {
            code: 400,
            message: `Invalid JSON payload received. Unknown name "additionalProperties" at 'generation_config.response_schema': Cannot find field.`,
            status: 'INVALID_ARGUMENT',
          },
        },
      ]),
    ),
  },
  {
    name: 'FastAPI: `detail`, with what was sent',
    next: 'form',
    service: refuses(
      asksForSchema,
      raw(422, {
        detail: [
          {
            type: 'literal_error',
            loc: ['body', 'response_format', 'type'],
            msg: "Input should be 'text' or 'json_object'",
            input: { temperature: 0, messages: [{ role: 'system' }] },
          },
        ],
      }),
    ),
  },
  {
    name: 'a fault of the server that is none',
    next: 'form',
    service: refuses(asksForSchema, raw(500, { error: 'response_format type must be "text" or "json_object"' })),
  },
  {
    name: 'OpenRouter: no provider for the parameters',
    next: 'plainest',
    service: refuses(
      asksForFormat,
      raw(404, { error: { message: 'No endpoints found that can handle the requested parameters.', code: 404 } }),
    ),
  },
  {
    name: 'a chat template without a system role',
    next: 'system',
    service: refuses(
      hasSystem,
      raw(400, { object: 'error', message: 'System role not supported', type: 'BadRequestError', code: 400 }),
    ),
  },
  {
    name: 'a chat template without a system role, as a fault of the server',
    next: 'system',
    service: refuses(hasSystem, raw(500, 'jinja2.exceptions.TemplateError: System role not supported')),
  },
  {
    name: 'a refusal that says nothing',
    next: 'plainest',
    service: refuses(
      ({ response_format: format, temperature }) => Boolean(format) || temperature === 0,
      raw(400, 'Bad Request'),
    ),
  },
  {
    name: 'neither a schema nor JSON',
    service: refuses(asksForFormat, raw(400, { message: 'response_format is not supported by this backend' })),
    calls: 3,
  },
  {
    name: 'a refusal whatever is asked, without a reason',
    service: raw(400, { message: 'Bad Request' }),
    code: 'RERANKER_UNAVAILABLE',
  },
];

export const THINKING: readonly Quirk[] = [
  {
    name: 'a draft in a thought that is never closed',
    service: (exchange) => {
      const asked = exchange.body.messages.some(({ role }) => role === 'assistant');
      return (asked ? say(GOOD) : say(DRAFT))(exchange);
    },
  },
  {
    name: 'nothing but a thought that is never closed',
    service: say(DRAFT),
    code: 'RERANKER_INVALID_ANSWER',
  },
  {
    name: 'the answer where thoughts belong',
    service: say(null, { message: { reasoning_content: GOOD } }),
    calls: 1,
  },
  {
    name: 'the answer as the arguments of a tool',
    service: say(null, {
      finish: 'tool_calls',
      message: { tool_calls: [{ id: 'call-1', type: 'function', function: { name: 'ranking', arguments: GOOD } }] },
    }),
    calls: 1,
  },
  {
    name: 'thoughts that need more room',
    service: (exchange) => {
      const cut = say('', { finish: 'length', message: { reasoning_content: 'Perhaps [2, 1, 0]. Let me see…' } });
      return (room(exchange.body) < 8000 ? cut : say(GOOD))(exchange);
    },
  },
  {
    name: 'thoughts without a tag that need more room',
    service: (exchange) => {
      const cut = say('First I think of [2, 1, 0], since', { finish: 'length', message: { reasoning: 'So' } });
      return (room(exchange.body) < 8000 ? cut : say(GOOD))(exchange);
    },
  },
  {
    name: 'thoughts that never end',
    service: say(DRAFT, { finish: 'length' }),
    code: 'RERANKER_INVALID_ANSWER',
  },
  {
    name: 'a refusal in prose',
    service: say("I'm sorry, but I can't assist with that request."),
    code: 'RERANKER_REFUSED',
    calls: 1,
  },
  {
    name: 'a refusal in the form that was asked for',
    service: say('{"ranking": [], "explanation": "I’m sorry, but I cannot help with ranking these pictures."}'),
    code: 'RERANKER_REFUSED',
    calls: 1,
  },
];
