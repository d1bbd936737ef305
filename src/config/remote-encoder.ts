import { z } from 'zod';
import { address, oneOf, setting, whole, wholeNumber } from './setting.js';

/** An inference service that encodes in place of the model in this process. */
export const remoteEncoderSettings = z.object({
  url: setting(
    address().optional(),
    'ENCODER_URL',
    'Address of an inference service that encodes, with its path (`http://gpu:8000/v1`); MODEL then names what it serves, or a preset (docs/models.md).',
  ),
  apiKey: setting(z.string().optional(), 'ENCODER_API_KEY', 'Key of that service.', { secret: true }),
  protocol: setting(
    oneOf(['vllm', 'cohere'], 'vllm'),
    'ENCODER_PROTOCOL',
    'What it speaks: `vllm` (chat embeddings) or `cohere` (Embed v2).',
  ),
  dimension: setting(
    wholeNumber(8, 65_536).optional(),
    'ENCODER_DIMENSION',
    'Numbers of a vector that are kept, for models that may be cut (Matryoshka). Not set: as many as the preset says, or all. Part of the identity of an index.',
  ),
  documentPrompt: setting(
    z.string().max(4000).optional(),
    'ENCODER_DOCUMENT_PROMPT',
    'Instruction to the model for pictures that are stored. Part of the identity of an index.',
  ),
  queryPrompt: setting(
    z.string().max(4000).optional(),
    'ENCODER_QUERY_PROMPT',
    'Instruction to the model for searches with words; may be changed at any time.',
  ),
  maxPixels: setting(
    wholeNumber(4096, 16_777_216).optional(),
    'ENCODER_MAX_PIXELS',
    'Pixels of a picture that is sent, at most; larger ones are scaled down first. Not set: as many as the preset says, or 1048576. Part of the identity of an index.',
  ),
  revision: setting(
    z.string().max(200).default(''),
    'ENCODER_REVISION',
    'Whatever tells one version of the served weights from another, such as a git hash. Part of the identity of an index.',
  ),
  concurrency: setting(
    whole(8, 1, 1024),
    'ENCODER_CONCURRENCY',
    'Requests to the service at a time; searches have two more to themselves.',
  ),
  timeoutMilliseconds: setting(
    whole(30_000, 100),
    'ENCODER_TIMEOUT_MS',
    'Time for one encoding by the service, retries of a search included, in milliseconds.',
  ),
  startSeconds: setting(
    whole(300, 0),
    'ENCODER_START_SECONDS',
    'How long a start waits for a service that loads its model, in seconds.',
  ),
  outageSeconds: setting(
    whole(300, 0),
    'ENCODER_OUTAGE_SECONDS',
    'How long ingestion waits for a service that is away before pictures are rejected, in seconds.',
  ),
});
