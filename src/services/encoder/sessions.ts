import { join } from 'node:path';
import * as ort from './onnxruntime.js';
import type { ModelDimensions } from './families/visualized-bge/model.js';
import { savedPrepacked } from './prepacked/saving.js';
import { normalise } from './preprocessing/normalise.js';
import { free, trimHeap } from './release-memory.js';
import type { ModelSource, Task, TaskResult } from './worker-protocol.js';

/** The two halves of the model in ONNX Runtime. They hold the thread, so this belongs in a worker thread. */
export interface Sessions {
  /** One task at a time. Its arrays are empty after. */
  run(task: Task): Promise<TaskResult>;
  release(): Promise<void>;
}

/** Bytes. Vectors stay in the prepacked graph: what is in the file beside it has pages of its own (compact.ts). */
const LEAST_PACKED = 65_536;

/** `threads`: that one computation may use. */
export async function openSessions(
  dimensions: ModelDimensions,
  source: ModelSource,
  threads: number,
): Promise<Sessions> {
  const vision = await open('vision', source, threads);
  trimHeap();
  const fuse = await open('fuse', source, threads);
  trimHeap();
  const see = visionRunner(dimensions, vision);
  return {
    run: (task) => runTask(dimensions, see, fuse, task),
    release: async () => {
      await vision.release();
      await fuse.release();
    },
  };
}

/** Keys of `session` as in onnxruntime_session_options_config_keys.h, nested at their dots. */
function open(graph: 'vision' | 'fuse', source: ModelSource, threads: number): Promise<ort.InferenceSession> {
  const options: ort.InferenceSession.SessionOptions = {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    // A plan of the memory of a run would be kept beside what runs have taken already: 8 MB for each session, and no faster.
    enableMemPattern: false,
    logSeverityLevel: 3,
  };
  // Idle threads of a pool spin only until a run ends: costs nothing alone, gains a third where something else wants the core.
  const session = { force_spinning_stop: '1' };
  if (source.kind === 'prepacked') {
    return ort.InferenceSession.create(join(source.folder, `${graph}.onnx`), {
      ...options,
      graphOptimizationLevel: 'disabled', // It is optimised already.
      extra: { session },
    });
  }
  const weights = { ...session, model_external_initializers_file_folder_path: source.weightsFolder };
  if (source.prepackInto === undefined) {
    return ort.InferenceSession.create(source[graph], { ...options, extra: { session: weights } });
  }
  const { optimizedModelFilePath, session: saving } = savedPrepacked(source.prepackInto, graph, LEAST_PACKED);
  return ort.InferenceSession.create(source[graph], {
    ...options,
    optimizedModelFilePath,
    extra: { session: { ...weights, ...saving } },
  });
}

/**
 * One row at a time: on a CPU the time for each picture does not depend on the batch, and a row that is never padded
 * has the same vector, to the bit, whatever else is waiting.
 */
async function runTask(
  dimensions: ModelDimensions,
  see: (crop: Uint8Array) => Promise<Float32Array>,
  fuse: ort.InferenceSession,
  task: Task,
): Promise<TaskResult> {
  const started = performance.now();
  const imageTokens = task.crop === undefined ? undefined : await see(task.crop);
  const seen = performance.now();
  const embedding = await runFuse(dimensions, fuse, task, imageTokens ?? task.imageTokens ?? new Float32Array(0));
  const ended = performance.now();
  free(task.crop, task.imageTokens, task.keepImageTokens ? undefined : imageTokens);
  return {
    embedding,
    imageTokens: task.keepImageTokens ? imageTokens : undefined,
    vision: imageTokens === undefined ? 0 : seen - started,
    fuse: ended - seen,
  };
}

/** The input of the vision graph is the same memory in every run. */
function visionRunner(
  dimensions: ModelDimensions,
  session: ort.InferenceSession,
): (crop: Uint8Array) => Promise<Float32Array> {
  const { imageSize, pixelMean, pixelStd } = dimensions;
  const pixels = new Float32Array(3 * imageSize ** 2);
  const feeds = { pixel_values: new ort.Tensor('float32', pixels, [3, imageSize, imageSize]) };
  return async (crop) => {
    normalise(crop, pixelMean, pixelStd, pixels);
    const { image_embeds } = await session.run(feeds);
    return floats(image_embeds);
  };
}

async function runFuse(
  { patches, width }: ModelDimensions,
  session: ort.InferenceSession,
  { tokenIds, positions }: Task,
  imageTokens: Float32Array,
): Promise<Float32Array> {
  const rows = imageTokens.length === 0 ? 0 : patches;
  const integers = (values: readonly number[]) =>
    new ort.Tensor('int64', BigInt64Array.from(values, BigInt), [values.length]);
  const { embedding } = await session.run({
    image_embeds: new ort.Tensor('float32', imageTokens, [rows, width]),
    input_ids: integers(tokenIds),
    position_ids: integers(positions),
  });
  return floats(embedding);
}

function floats(value: ort.OnnxValue | undefined): Float32Array {
  if (value?.data instanceof Float32Array) return value.data;
  throw new Error('The runtime gave no float32 values');
}
