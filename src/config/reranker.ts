import { z } from 'zod';
import { address } from './addresses.js';
import { list, oneOf, prices, setting, whole } from './setting.js';

/** What a deployment at Azure needs; keys have no place in an address, which is logged. */
const hasKnownQuery = (text: string): boolean =>
  !URL.canParse(text) || [...new URL(text).searchParams.keys()].every((name) => name === 'api-version');

const AMOUNT = 'it has to be a number from 0';

/** The vision-language model that ranks and explains. */
export const rerankerSettings = z.object({
  apiKey: setting(
    z.string().optional(),
    'OPENAI_API_KEY',
    'Key of the service that ranks; without it (and without OPENAI_BASE_URL) `rerank` answers RERANKER_NOT_CONFIGURED.',
    { secret: true },
  ),
  baseUrl: setting(
    address().refine(hasKnownQuery, 'of a query string only api-version is sent along').optional(),
    'OPENAI_BASE_URL',
    'Address of any service that speaks the chat completions protocol (Ollama, vLLM, LM Studio, Azure OpenAI).',
  ),
  model: setting(z.string().min(1).default('gpt-4o'), 'RERANK_MODEL', 'Model that ranks where the client names none.'),
  models: setting(list(), 'RERANK_MODELS', 'Further models that a client may name.'),
  detail: setting(
    oneOf(['low', 'high', 'auto'], 'high'),
    'RERANK_DETAIL',
    'Detail level at which the model sees the contact sheet.',
  ),
  effort: setting(
    z
      .enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh'], {
        error: 'it has to be one of none, minimal, low, medium, high, xhigh',
      })
      .optional(),
    'RERANK_EFFORT',
    'How much a reasoning model thinks: none, minimal, low, medium, high or xhigh. Not set: low for models that are known to reason, nothing for others.',
  ),
  answerTokens: setting(
    whole(0, 0, 1_000_000),
    'RERANK_ANSWER_TOKENS',
    'Token limit of one answer, thoughts included; 0: by the number of candidates.',
  ),
  timeoutMilliseconds: setting(
    whole(45_000, 100),
    'RERANK_TIMEOUT_MS',
    'Time for one ranking, retries included, in milliseconds.',
  ),
  retries: setting(whole(2, 0, 10), 'RERANK_RETRIES', 'Retries after 429 and 5xx answers.'),
  concurrency: setting(whole(4, 1), 'RERANK_CONCURRENCY', 'Rankings at a time.'),
  queue: setting(
    whole(64),
    'RERANK_QUEUE',
    'Rankings that may wait for their turn; further ones are answered OVERLOADED.',
  ),
  tokensPerMinute: setting(whole(200_000, 1), 'RERANK_TOKENS_PER_MINUTE', 'Token budget per minute.'),
  dollarsPerDay: setting(
    z.coerce.number({ error: AMOUNT }).min(0, { error: AMOUNT }).default(10),
    'RERANK_DOLLARS_PER_DAY',
    'Spending budget per day, in US dollars, counted where the price of the model is known.',
  ),
  prices: setting(
    prices(),
    'RERANK_PRICES',
    'Prices in US dollars for a million tokens of input and output, such as `my-model=0.5/1.5,llava=0/0`; they win over the known ones.',
  ),
  cacheSeconds: setting(
    whole(7 * 24 * 3600),
    'RERANK_CACHE_SECONDS',
    'How long a ranking is kept; 0 switches the cache off.',
  ),
  sheetBytes: setting(
    whole(512 * 1024 ** 2),
    'RERANK_SHEET_BYTES',
    'Disk space for contact sheets, in bytes; the oldest are deleted first.',
  ),
});
