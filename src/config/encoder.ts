import { z } from 'zod';
import { folder } from './addresses.js';
import { flag, oneOf, setting, whole } from './setting.js';

/** The model and how it runs. */
export const encoderSettings = z.object({
  model: setting(
    z.string().min(1).default('demo'),
    'MODEL',
    'Id of an installed model (`leopard models list`) or a model folder.',
  ),
  modelsFolder: setting(
    folder().optional(),
    'MODELS_FOLDER',
    'Folder of downloaded models; the default is `models` in a checkout, and in the folder for application data of the user who runs the installed package.',
  ),
  precision: setting(
    oneOf(['fp32', 'int8'], 'fp32'),
    'PRECISION',
    '`fp32`: as the model authors do it. `int8`: several times faster on processors with AMX, VNNI or their like, after `leopard models prepare <id> --precision int8`. Part of the identity of an index.',
  ),
  preprocessing: setting(
    oneOf(['web', 'reference'], 'web'),
    'PREPROCESSING',
    '`web`: upright, transparency over white. `reference`: as the model authors do it. Part of the identity of an index.',
  ),
  workers: setting(
    whole(0, 0, 256),
    'ENCODER_WORKERS',
    'Worker threads for ingestion, one core each; 0: one for each core. With prepacked weights, searches have one more.',
  ),
  queueLength: setting(
    whole(256, 1),
    'ENCODER_QUEUE_LENGTH',
    'Requests that may wait for the encoder before further ones are answered OVERLOADED.',
  ),
  truncateInstructions: setting(
    flag(false),
    'TRUNCATE_INSTRUCTIONS',
    'Cut instructions that are longer than the model takes, in place of an error.',
  ),
  imageTokenCacheBytes: setting(
    whole(256 * 1024 ** 2),
    'IMAGE_TOKEN_CACHE_BYTES',
    'Memory for the image tokens of recent query pictures, in bytes.',
  ),
  embeddingCacheBytes: setting(
    whole(16 * 1024 ** 2),
    'EMBEDDING_CACHE_BYTES',
    'Memory for the embeddings of recent queries, in bytes.',
  ),
  prepackedCache: setting(
    flag(true),
    'PREPACKED_CACHE',
    'Keep the weights in the form that the runtime computes with, beside the model, for faster starts and less memory.',
  ),
  prepackedCacheFromBytes: setting(
    whole(64 * 1024 ** 2),
    'PREPACKED_CACHE_FROM_BYTES',
    'Checkpoints below this size, in bytes, are opened without a cache: they are ready in milliseconds either way.',
  ),
  prepackedCacheBytes: setting(
    whole(8 * 1024 ** 3),
    'PREPACKED_CACHE_BYTES',
    'Most bytes of all prepacked weights beside one model; those that were not used for the longest time go first. Those in use stay.',
  ),
});
