import * as ort from '../../onnxruntime.js';
import { free } from '../../release-memory.js';
import { floats, integers, visionRunner } from '../../tensors.js';
import type { Task } from '../../worker-protocol.js';
import type { ModelDimensions } from '../../models/model.js';
import type { Computation } from '../family.js';

type Sessions = Readonly<Record<string, ort.InferenceSession>>;

/** Image tokens from the picture, then one vector from them and the text. */
export function computation(dimensions: ModelDimensions, sessions: Sessions): Computation {
  const see = visionRunner(dimensions, sessions['vision'], 'image_embeds');
  return async (task) => {
    const started = performance.now();
    const imageTokens = task.crop === undefined ? undefined : await see(task.crop);
    const seen = performance.now();
    const known = imageTokens ?? task.imageTokens ?? new Float32Array(0);
    const embedding = await runFuse(dimensions, sessions['fuse'], task, known);
    const ended = performance.now();
    free(task.crop, task.imageTokens, task.keepImageTokens ? undefined : imageTokens);
    return {
      embedding,
      imageTokens: task.keepImageTokens ? imageTokens : undefined,
      vision: imageTokens === undefined ? 0 : seen - started,
      fuse: ended - seen,
    };
  };
}

async function runFuse(
  { patches, width }: ModelDimensions,
  session: ort.InferenceSession | undefined,
  { tokenIds, positions }: Task,
  imageTokens: Float32Array,
): Promise<Float32Array> {
  const rows = imageTokens.length === 0 ? 0 : patches;
  const outputs = await session?.run({
    image_embeds: new ort.Tensor('float32', imageTokens, [rows, width]),
    input_ids: integers(tokenIds),
    position_ids: integers(positions),
  });
  return floats(outputs?.['embedding']);
}
