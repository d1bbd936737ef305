import type { RemoteEncoderConfig } from '../../../config/index.js';
import type { Decoders } from '../../image-files/decoders/decoders.js';
import type { PixelLimit } from '../../image-files/open.js';
import type { Fingerprints } from './fingerprint.js';

export interface RemoteOptions extends PixelLimit {
  /** MODEL: a preset, or the name that the model is served under. */
  readonly name: string;
  readonly config: RemoteEncoderConfig & { readonly url: string };
  readonly queueLength: number;
  readonly embeddingCacheBytes: number;
  readonly decoders?: Decoders;
  readonly fingerprints?: Fingerprints;
  readonly warn: (message: string) => void;
}
