import type { Capability } from './abilities.js';
import type { ServiceError } from './service-error.js';

/** What a refusal is about, read from the whole body. */
export type Complaint =
  /** The settings that it names, the likeliest first. */
  | { readonly about: 'capabilities'; readonly capabilities: readonly Capability[] }
  /** The token limit is more than the model takes. `most`: what it says that it takes. */
  | { readonly about: 'tooManyTokens'; readonly most?: number }
  /** The model wrote no JSON; `generation` is what it wrote. Says nothing about the next answer. */
  | { readonly about: 'answer'; readonly generation: string }
  | { readonly about: 'pictures' }
  | { readonly about: 'retired' }
  /** A request that it does not take, without a word why. */
  | { readonly about: 'unclear' };

const CAPABILITIES: readonly (readonly [Capability, RegExp])[] = [
  [
    'form',
    /response_?format|json[_ -]?(schema|object|mode)|structured[_ ]output|guided|grammar|schema|additional_?properties/i,
  ],
  ['temperature', /temperature/i],
  ['effort', /reasoning[_. ]?effort|support thinking/i],
  ['tokenLimit', /max_(completion_)?tokens|max_?output_?tokens/i],
  [
    'system',
    /(system|developer)[_ ](role|message|prompt|instruction)s?\b.{0,60}\b(not|un\w+|only)\b|only user and assistant|roles must alternate/i,
  ],
];
/** Services that say it with a 5xx: only words that an accident does not have. */
const CERTAIN: readonly (readonly [Capability, RegExp])[] = [
  ['form', /response_format|json_schema|json_object|guided_(json|decoding)/i],
  ['system', /system (role|message|prompt)s?\b.{0,30}\b(not |un)supported/i],
];

const RETIRED = /deprecat|decommission|\bretired\b|no longer (available|supported|offered)|discontinued|sunset/i;
const PICTURES =
  /(\bvision\b|multi-?modal|\bimages?\b|image_url|image input|pictures?).{0,80}(\bno\b|\bnot\b|unsupported|only)|(\bno\b|\bnot\b|unsupported|cannot|can't).{0,80}(\bvision\b|multi-?modal|\bimages?\b|image_url|pictures?)/i;
const CONTEXT = /context[_ ](length|window|size)|reduce the length|prompt is too long|too many tokens/i;
const TOO_MANY = /too large|too high|at most|less than or equal|must be (<|less)|maximum|exceed|up to/i;
const MOST =
  /(?:at most|less than or equal to|<=?|supports? (?:up to)?|maximum(?: of| is| value of)?|up to|limit(?: of| is)?)\D{0,12}(\d{2,7})/i;

const REFUSALS = new Set([400, 404, 405, 410, 415, 422, 500, 501]);

/** Undefined where the refusal is about something that no other request would change. */
export function complaintOf(error: ServiceError): Complaint | undefined {
  const { status, code, words } = error;
  if (!REFUSALS.has(status) && status < 500) return undefined;
  if (code === 'json_validate_failed') return { about: 'answer', generation: error.generation ?? '' };
  if (status >= 500 && status !== 501) return aboutCapabilities(CERTAIN, words);
  if (RETIRED.test(words) && /model|deployment/i.test(words)) return { about: 'retired' };
  if (status === 404) return /parameter/i.test(words) ? { about: 'unclear' } : picturesIn(words);
  if (status === 410) return { about: 'retired' };
  if (CONTEXT.test(words) || (/max_(completion_)?tokens|completion tokens/i.test(words) && TOO_MANY.test(words))) {
    if (!/use '?max_|unsupported parameter/i.test(words)) return tooManyTokens(words);
  }
  return aboutCapabilities(CAPABILITIES, words, error.parameter) ?? picturesIn(words) ?? { about: 'unclear' };
}

function aboutCapabilities(known: typeof CAPABILITIES, words: string, parameter = ''): Complaint | undefined {
  const capabilities = [
    ...known.filter(([, it]) => it.test(parameter)),
    ...known.filter(([, it]) => it.test(words)),
  ].map(([capability]) => capability);
  return capabilities.length > 0 ? { about: 'capabilities', capabilities } : undefined;
}

const picturesIn = (words: string): Complaint | undefined => (PICTURES.test(words) ? { about: 'pictures' } : undefined);

function tooManyTokens(words: string): Complaint {
  // The context window is no limit of the answer.
  const most = CONTEXT.test(words) ? NaN : Number(MOST.exec(words)?.[1] ?? NaN);
  return { about: 'tooManyTokens', ...(most > 0 && { most }) };
}
