import type { RerankerConfig } from '../../config/index.js';
import { LeopardError } from '../../lib/errors.js';
import type { RerankRequest } from './types.js';

/** Tiles on the largest sheet. */
export const MAXIMUM_CANDIDATES = 16;

/**
 * The model that a request means, once the request is found to be sound.
 * @throws LeopardError RERANKER_NOT_CONFIGURED, BAD_USER_INPUT, LIMIT_EXCEEDED
 */
export function checkRequest(
  { query, candidates, model }: RerankRequest,
  config: Pick<RerankerConfig, 'apiKey' | 'baseUrl' | 'model'>,
  models: readonly string[],
  metadataBytes: number,
): string {
  if (!isConfigured(config)) {
    throw new LeopardError(
      'RERANKER_NOT_CONFIGURED',
      'No service that ranks is set up on this server; the hits need none. Whoever runs it can set one up.',
    );
  }
  if (model !== undefined && !models.includes(model)) {
    throw new LeopardError('BAD_USER_INPUT', `There is no such model here. Name one of: ${models.join(', ')}.`);
  }
  if (candidates.length === 0) {
    throw new LeopardError('BAD_USER_INPUT', 'There is no candidate to rank. Ask for at least 1.');
  }
  if (candidates.length > MAXIMUM_CANDIDATES) {
    throw new LeopardError(
      'LIMIT_EXCEEDED',
      `${candidates.length} candidates do not fit on a contact sheet. Ask for at most ${MAXIMUM_CANDIDATES}.`,
    );
  }
  if (!query.image && !query.instruction?.trim()) {
    throw new LeopardError('BAD_USER_INPUT', 'A ranking needs a query picture, an instruction, or both.');
  }
  checkMetadata(candidates, metadataBytes);
  return model ?? config.model;
}

/** Every byte of it is paid. */
function checkMetadata(candidates: RerankRequest['candidates'], most: number): void {
  const bytes = candidates.reduce(
    (sum, { metadata }) => sum + (metadata ? Buffer.byteLength(JSON.stringify(metadata)) : 0),
    0,
  );
  if (bytes <= most) return;
  throw new LeopardError(
    'LIMIT_EXCEEDED',
    `The metadata for one ranking is at most ${most} bytes of JSON; that of these candidates has ${bytes}. Name fewer keys in includeMetadata, or ask for fewer candidates.`,
  );
}

export const isConfigured = ({ apiKey, baseUrl }: Pick<RerankerConfig, 'apiKey' | 'baseUrl'>): boolean =>
  Boolean(apiKey || baseUrl);
