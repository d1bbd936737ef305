/** The documented rules of `POST /v1/chat/completions` (platform.openai.com/docs/api-reference/chat/create), as far as a client can break them. */
import { strictSchemaFaults } from './strict-schema-rules.js';

type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const KNOWN = new Set([
  ...[
    'messages',
    'model',
    'audio',
    'frequency_penalty',
    'logit_bias',
    'logprobs',
    'max_completion_tokens',
    'max_tokens',
  ],
  ...['metadata', 'modalities', 'n', 'parallel_tool_calls', 'prediction', 'presence_penalty', 'prompt_cache_key'],
  ...['reasoning_effort', 'response_format', 'safety_identifier', 'seed', 'service_tier', 'stop', 'store', 'stream'],
  ...['stream_options', 'temperature', 'tool_choice', 'tools', 'top_logprobs', 'top_p', 'user', 'verbosity'],
  'web_search_options',
]);

const MAGIC: Record<string, RegExp> = {
  png: /^89504e470d0a1a0a/,
  jpeg: /^ffd8ff/,
  gif: /^47494638/,
  webp: /^52494646.{8}57454250/,
};

/** What is wrong with a request body; empty where nothing is. */
export function chatFaults(body: unknown): string[] {
  if (!isFields(body)) return ['the body is not a JSON object'];
  return [
    ...Object.keys(body)
      .filter((key) => !KNOWN.has(key))
      .map((key) => `unknown parameter ${key}`),
    ...(typeof body.model === 'string' && body.model ? [] : ['model: required, a string']),
    ...numberFaults(body),
    ...messagesFaults(body.messages),
    ...formatFaults(body.response_format, body.messages),
  ];
}

function numberFaults(body: Fields): string[] {
  const faults: string[] = [];
  for (const name of ['max_tokens', 'max_completion_tokens', 'n']) {
    const value = body[name];
    if (value !== undefined && !(Number.isInteger(value) && Number(value) >= 1))
      faults.push(`${name}: an integer from 1`);
  }
  if (body.max_tokens !== undefined && body.max_completion_tokens !== undefined) {
    faults.push('max_tokens and max_completion_tokens exclude each other');
  }
  const { temperature } = body;
  if (temperature !== undefined && !(typeof temperature === 'number' && temperature >= 0 && temperature <= 2)) {
    faults.push('temperature: a number from 0 to 2');
  }
  return faults;
}

function messagesFaults(messages: unknown): string[] {
  if (!Array.isArray(messages) || messages.length === 0) return ['messages: required, a list that is not empty'];
  return messages.flatMap((message: unknown, number) => {
    const at = `messages[${number}]`;
    if (!isFields(message)) return [`${at}: an object`];
    const { role, content } = message;
    if (!['system', 'developer', 'user', 'assistant'].includes(String(role))) return [`${at}.role: unknown`];
    if (typeof content === 'string') return content ? [] : [`${at}.content: empty`];
    if (!Array.isArray(content) || content.length === 0) return [`${at}.content: a string, or parts`];
    return content.flatMap((part: unknown, index) => partFaults(part, role === 'user', `${at}.content[${index}]`));
  });
}

function partFaults(part: unknown, pictures: boolean, at: string): string[] {
  if (!isFields(part)) return [`${at}: an object`];
  if (part.type === 'text') return typeof part.text === 'string' && part.text ? [] : [`${at}.text: a string`];
  if (part.type !== 'image_url') return [`${at}.type: unknown`];
  if (!pictures) return [`${at}: pictures only in messages of the user`];
  const image = part.image_url;
  if (!isFields(image)) return [`${at}.image_url: an object with the field url`];
  const extra = Object.keys(image).filter((key) => key !== 'url' && key !== 'detail');
  const faults = extra.map((key) => `${at}.image_url.${key}: unknown`);
  if (image.detail !== undefined && !['low', 'high', 'auto'].includes(String(image.detail)))
    faults.push(`${at}.detail: unknown`);
  const match = /^data:image\/(png|jpeg|gif|webp);base64,([A-Za-z0-9+/]+={0,2})$/.exec(String(image.url));
  const bytes = Buffer.from(match?.[2] ?? '', 'base64');
  if (!match || bytes.toString('base64') !== match[2]) return [...faults, `${at}.image_url.url: a data URL in base64`];
  if (!MAGIC[match[1] ?? '']?.test(bytes.toString('hex', 0, 12)))
    faults.push(`${at}.image_url.url: not of the type it says`);
  return faults;
}

function formatFaults(format: unknown, messages: unknown): string[] {
  if (format === undefined) return [];
  if (!isFields(format)) return ['response_format: an object'];
  if (format.type === 'text') return [];
  if (format.type === 'json_object') {
    return /json/i.test(JSON.stringify(messages)) ? [] : ["'messages' must contain the word 'json' in some form"];
  }
  if (format.type !== 'json_schema' || !isFields(format.json_schema)) return ['response_format.type: unknown'];
  const { name, strict, schema } = format.json_schema;
  const faults =
    typeof name === 'string' && /^[\w-]{1,64}$/.test(name) ? [] : ['json_schema.name: a-z, 0-9, _ and -, at most 64'];
  return strict === true
    ? [...faults, ...strictSchemaFaults(schema)]
    : [...faults, 'json_schema.strict: true is expected'];
}
