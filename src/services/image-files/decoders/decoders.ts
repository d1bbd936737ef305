import { availableParallelism } from 'node:os';
import { LeopardError } from '../../../lib/errors.js';
import type { Turn } from '../../../lib/fair-queue.js';
import { DecoderLane } from './decoder-lane.js';
import type { OperationModule } from './operation.js';

/** A picture file that a decoder is to work on. */
export interface DecoderInput {
  /** Called when its turn has come. */
  readonly load: () => Promise<Uint8Array>;
  /** Milliseconds of one core, about (`decodingCost`). Left out: not much. */
  readonly cost?: number | undefined;
}

export interface Decoders {
  /**
   * Runs an operation on a picture in a process of its own.
   * @throws LeopardError what the operation throws; IMAGE_TOO_LARGE where it takes longer than is accepted; IMAGE_UNREADABLE
   * where the decoder broke; ENCODER_UNAVAILABLE; the reason of the turn's signal, which ends the work whether it waits or runs
   */
  run<Task, Facts>(
    operation: OperationModule<Task, Facts>,
    input: DecoderInput,
    task: NoInfer<Task>,
    turn: Turn,
  ): Promise<{ readonly facts: Facts; readonly bytes: Buffer }>;
  /** Ends the processes; what still runs fails. */
  close(): void;
}

export interface DecoderOptions {
  /** A picture that takes longer is given up. */
  readonly milliseconds: number;
}

/** Below it, a picture is one of the many: those are done within moments. */
const LARGE_MILLISECONDS = 1000;

/** After the event loop (0), about as searches (5): both wait for each other. Large pictures come after ingestion (10). */
const NICE = { usual: 5, large: 15 } as const;

/** Without a server, a picture may take as long as it takes. */
const MOST_MILLISECONDS = 600_000;

/**
 * Everything that opens a file from a client runs here, beside the server: not in the threads that Node also reads files with.
 * Large pictures have processes of their own, so that nobody's photograph waits behind them. No client takes all of either.
 */
export function createDecoders({ milliseconds }: DecoderOptions = { milliseconds: MOST_MILLISECONDS }): Decoders {
  const cores = Math.min(8, availableParallelism());
  const tooSlow = () =>
    new LeopardError(
      'IMAGE_TOO_LARGE',
      `Decoding the picture takes more than ${milliseconds} ms, the limit of this server (\`decodeTime\` of \`status { limits }\`). ` +
        'Make it smaller, or save it as a baseline JPEG.',
    );
  const lane = (processes: number, nice: number, warm: number) =>
    new DecoderLane({ processes, nice, warm, milliseconds, tooSlow });
  const usual = lane(cores + 1, NICE.usual, 1);
  const large = lane(Math.max(2, Math.ceil(cores / 2)), NICE.large, 0);
  return {
    async run<Task, Facts>(
      { url }: OperationModule<Task, Facts>,
      { load, cost = 0 }: DecoderInput,
      task: Task,
      turn: Turn,
    ) {
      const chosen = cost > LARGE_MILLISECONDS ? large : usual;
      const { facts, bytes } = await chosen.run({ module: url, task }, load, turn);
      return { facts: facts as Facts, bytes };
    },
    close: () => {
      usual.close();
      large.close();
    },
  };
}
