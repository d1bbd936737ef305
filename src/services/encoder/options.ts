import type { PixelLimit } from '../image-files/open.js';
import type { Decoders } from '../image-files/decoders/decoders.js';
import type { EncoderConfig } from '../../config/index.js';

/** Pictures beyond the limits are refused before they are decoded. */
export interface EncoderOptions extends Omit<EncoderConfig, 'model' | 'modelsFolder'>, PixelLimit {
  /** Folder of the model: `config.json`, checkpoint, tokeniser. */
  readonly modelFolder: string;
  /** Where pictures are decoded; processes of its own where they are left out. */
  readonly decoders?: Decoders;
  /** Is told what an operator would want to know. */
  readonly onNotice?: (notice: string) => void;
}
