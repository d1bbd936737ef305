import { LeopardError } from '../../../../lib/errors.js';
import { firstTextPosition, type ModelDescription } from './description.js';
import type { Tokenizer } from '../../tokenizer/types.js';
import type { EncoderLimits, EncodeRequest } from '../../types.js';

/** Turns instructions into what the fuse graph takes: token ids, and their positions around the picture. */
export class Instructions {
  readonly limits: EncoderLimits;

  constructor(
    private readonly description: ModelDescription,
    private readonly patches: number,
    private readonly tokenizer: Tokenizer | undefined,
    private readonly truncate: boolean,
  ) {
    const { maxTokensTextOnly, maxTokensWithImage } = description.limits;
    this.limits = { instructionTokens: maxTokensTextOnly, instructionTokensWithImage: maxTokensWithImage };
  }

  /**
   * Ids, special ones included; a picture without instruction has the empty one.
   * @throws LeopardError BAD_USER_INPUT, INSTRUCTION_TOO_LONG
   */
  tokenIds({ image, instruction, tokenIds }: EncodeRequest): readonly number[] {
    if (image === undefined && instruction === undefined && tokenIds === undefined) {
      throw new LeopardError('BAD_USER_INPUT', 'There is nothing to encode: give a picture, an instruction, or both.');
    }
    const { cls, sep } = this.description.tokenizer;
    const ids = tokenIds ?? (instruction ? this.encode(instruction) : [cls, sep]);
    const limit = image === undefined ? this.limits.instructionTokens : this.limits.instructionTokensWithImage;
    if (ids.length <= limit) return ids;
    if (this.truncate) return [...ids.slice(0, limit - 1), sep];
    const beside = image === undefined ? '' : ' beside a picture';
    throw new LeopardError(
      'INSTRUCTION_TOO_LONG',
      `The instruction has ${ids.length} tokens; the model takes at most ${limit}${beside}. Shorten it.`,
    );
  }

  /**
   * Beside a picture: CLS at 0, then the image tokens at 1..N, then the rest of the text from N+1.
   * Alone: 0, 1, 2, … (BERT) or from 2 (XLM-R).
   */
  positions(count: number, withImage: boolean): number[] {
    if (!withImage) {
      const first = firstTextPosition(this.description);
      return Array.from({ length: count }, (_, index) => first + index);
    }
    return Array.from({ length: count }, (_, index) => (index === 0 ? 0 : this.patches + index));
  }

  private encode(instruction: string): number[] {
    if (this.tokenizer !== undefined) return this.tokenizer.encode(instruction);
    throw new LeopardError(
      'BAD_USER_INPUT',
      `The model ${this.description.name} has no tokeniser: give token ids in place of an instruction.`,
    );
  }
}
