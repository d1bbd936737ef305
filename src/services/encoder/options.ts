import type { Decoders } from '../image-files/decoders/decoders.js';
import type { EncoderConfig } from '../../config/index.js';

export interface EncoderOptions extends Omit<EncoderConfig, 'model' | 'modelsFolder'> {
  /** Folder of the model: `config.json`, checkpoint, tokeniser. */
  readonly modelFolder: string;
  /** Larger pictures are refused before they are decoded. */
  readonly maximumPixels: number;
  readonly maximumScans?: number;
  /** Where pictures are decoded; processes of its own where they are left out. */
  readonly decoders?: Decoders;
  /** Is told what an operator would want to know. */
  readonly onNotice?: (notice: string) => void;
}
