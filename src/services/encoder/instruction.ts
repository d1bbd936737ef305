import { LeopardError } from '../../lib/errors.js';
import type { Tokenizer } from './tokenizer/types.js';
import type { EncoderLimits, EncodeRequest } from './types.js';

/** How a family turns instructions into ids. */
export interface InstructionRules {
  /** Of the model, for messages. */
  readonly name: string;
  readonly limits: EncoderLimits;
  /** Undefined: the model has none, ids are given. */
  readonly tokenizer: Tokenizer | undefined;
  /** Whether what is too long is cut off, rather than refused. */
  readonly truncate: boolean;
  /** Id at the end of every text. */
  readonly end: number;
  /** Whether a text ends at the first `end` in given ids: what follows it is padding. */
  readonly endsAtFirst?: boolean;
  /** Ids of an empty text, and those beside a picture that has none. */
  readonly emptyText: readonly number[];
  readonly withoutText: readonly number[];
  /** Position of the id at `index`. */
  readonly position: (index: number, withImage: boolean) => number;
}

/** Turns instructions into what the graphs take: token ids, and their positions. */
export class Instructions {
  readonly limits: EncoderLimits;

  constructor(private readonly rules: InstructionRules) {
    this.limits = rules.limits;
  }

  /**
   * Ids, special ones included.
   * @throws LeopardError BAD_USER_INPUT, INSTRUCTION_TOO_LONG
   */
  tokenIds({ image, instruction, tokenIds }: EncodeRequest): readonly number[] {
    if (image === undefined && instruction === undefined && tokenIds === undefined) {
      throw new LeopardError('BAD_USER_INPUT', 'There is nothing to encode: give a picture, an instruction, or both.');
    }
    const { emptyText, withoutText, truncate, end } = this.rules;
    const missing = image === undefined ? emptyText : withoutText;
    const ids = tokenIds === undefined ? (instruction ? this.encode(instruction) : missing) : this.cut(tokenIds);
    const limit = image === undefined ? this.limits.instructionTokens : this.limits.instructionTokensWithImage;
    if (ids.length <= limit) return ids;
    if (truncate) return [...ids.slice(0, limit - 1), end];
    const beside = image === undefined ? '' : ' beside a picture';
    throw new LeopardError(
      'INSTRUCTION_TOO_LONG',
      `The instruction has ${ids.length} tokens; the model takes at most ${limit}${beside}. Shorten it.`,
    );
  }

  positions(count: number, withImage: boolean): number[] {
    return Array.from({ length: count }, (_, index) => this.rules.position(index, withImage));
  }

  private cut(ids: readonly number[]): readonly number[] {
    const end = this.rules.endsAtFirst ? ids.indexOf(this.rules.end) : -1;
    return end < 0 ? ids : ids.slice(0, end + 1);
  }

  private encode(instruction: string): number[] {
    if (this.rules.tokenizer !== undefined) return this.rules.tokenizer.encode(instruction);
    throw new LeopardError(
      'BAD_USER_INPUT',
      `The model ${this.rules.name} has no tokeniser: give token ids in place of an instruction.`,
    );
  }
}
