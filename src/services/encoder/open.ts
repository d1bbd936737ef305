import type { Config } from '../../config/index.js';
import type { Decoders } from '../image-files/decoders/decoders.js';
import { pixelLimit } from '../image-files/limits.js';
import { createEncoder, type ObservableEncoder } from './encoder.js';
import { resolveModel } from './models/resolve.js';
import type { Fingerprints } from './remote/fingerprint.js';

export interface OpenOptions {
  /** Where pictures are decoded; processes of its own where they are left out. */
  readonly decoders?: Decoders;
  /** Where it is kept what an inference service gave for its probes. */
  readonly fingerprints?: Fingerprints;
  /** Is told what an operator would want to know. */
  readonly onNotice?: (notice: string) => void;
}

/**
 * The encoder that the configuration asks for: a model in this process, or an inference service.
 * @throws SetupError MODEL_*, CHECKPOINT_*, TENSOR_*, TOKENIZER_*, ENCODER_*
 */
export async function openConfiguredEncoder(
  { encoder, remoteEncoder, limits }: Pick<Config, 'encoder' | 'remoteEncoder' | 'limits'>,
  { fingerprints, ...options }: OpenOptions = {},
): Promise<ObservableEncoder> {
  const { url } = remoteEncoder;
  if (url === undefined) {
    const modelFolder = await resolveModel(encoder.model, encoder.modelsFolder);
    return createEncoder({ ...encoder, ...pixelLimit(limits), modelFolder, ...options });
  }
  // Loaded only here: who encodes by itself needs no client.
  const { openRemoteEncoder } = await import('./remote/open.js');
  const { decoders, onNotice = () => undefined } = options;
  return openRemoteEncoder({
    ...pixelLimit(limits),
    name: encoder.model,
    config: { ...remoteEncoder, url },
    queueLength: encoder.queueLength,
    embeddingCacheBytes: encoder.embeddingCacheBytes,
    ...(decoders === undefined ? {} : { decoders }),
    ...(fingerprints === undefined ? {} : { fingerprints }),
    warn: onNotice,
  });
}
