import type { InferenceSession } from '../../onnxruntime.js';
import { free } from '../../release-memory.js';
import { floats, integers, visionRunner } from '../../tensors.js';
import type { Task } from '../../worker-protocol.js';
import type { ModelDimensions } from '../../models/model.js';
import type { Computation } from '../family.js';

/**
 * A tower each for picture and text; both give vectors of a length of their own, and the embedding is the direction of their sum.
 * So what is known of a picture is its vector, and a new instruction on it costs the text tower alone.
 */
export function computation(
  dimensions: ModelDimensions,
  sessions: Readonly<Record<string, InferenceSession>>,
): Computation {
  const see = visionRunner(dimensions, sessions['vision'], 'image_features');
  const read = async ({ tokenIds, positions }: Task) =>
    floats(
      (await sessions['text']?.run({ input_ids: integers(tokenIds), position_ids: integers(positions) }))?.[
        'text_features'
      ],
    );
  return async (task) => {
    const started = performance.now();
    const seen = task.crop === undefined ? undefined : await see(task.crop);
    const between = performance.now();
    const picture = seen ?? task.imageTokens;
    const text = task.tokenIds.length === 0 ? undefined : await read(task);
    const { embedding, length } = composed(dimensions.width, picture, text);
    const ended = performance.now();
    free(task.crop, task.imageTokens, text, task.keepImageTokens ? undefined : seen);
    return {
      embedding,
      length,
      imageTokens: task.keepImageTokens ? seen : undefined,
      vision: seen === undefined ? 0 : between - started,
      fuse: ended - between,
    };
  };
}

/** The sum of the vectors as they come, then length 1, dividing by max(length, 1e-12) as torch.nn.functional.normalize does. */
export function compose(width: number, ...parts: readonly (Float32Array | undefined)[]): Float32Array {
  return composed(width, ...parts).embedding;
}

/** The same, with the length of the sum. */
function composed(width: number, ...parts: readonly (Float32Array | undefined)[]) {
  const sum = new Float32Array(width);
  for (const part of parts) {
    if (part === undefined) continue;
    for (let index = 0; index < width; index++) sum[index] = (sum[index] ?? 0) + (part[index] ?? NaN);
  }
  const length = Math.max(Math.sqrt(sum.reduce((total, value) => total + value * value, 0)), 1e-12);
  return { embedding: sum.map((value) => value / length), length };
}
