import * as ort from 'onnxruntime-node';
import { normalise } from './preprocessing/normalise.js';
import type { Task, TaskResult, WorkerSetup } from './worker-protocol.js';

/** The two halves of the model in ONNX Runtime. Its `run` holds the thread, so this belongs in a worker thread. */
export interface Sessions {
  run(task: Task): Promise<TaskResult>;
  release(): Promise<void>;
}

export async function openSessions(setup: WorkerSetup): Promise<Sessions> {
  const options = sessionOptions(setup);
  const vision = await ort.InferenceSession.create(setup.graphs.vision, options);
  const fuse = await ort.InferenceSession.create(setup.graphs.fuse, options);
  return {
    run: (task) => runTask(setup, vision, fuse, task),
    release: async () => {
      await vision.release();
      await fuse.release();
    },
  };
}

/** Keys as in onnxruntime_session_options_config_keys.h, nested at their dots. */
function sessionOptions({ graphs, threads }: WorkerSetup): ort.InferenceSession.SessionOptions {
  return {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    logSeverityLevel: 3,
    extra: {
      session: {
        model_external_initializers_file_folder_path: graphs.weightsFolder,
        // Idle threads of a pool spin only until a run ends: costs nothing alone, gains a third where something else wants the core.
        force_spinning_stop: '1',
      },
    },
  };
}

/**
 * One row at a time: on a CPU the time for each picture does not depend on the batch, and a row that is never padded
 * has the same vector, to the bit, whatever else is waiting.
 */
async function runTask(
  setup: WorkerSetup,
  vision: ort.InferenceSession,
  fuse: ort.InferenceSession,
  task: Task,
): Promise<TaskResult> {
  const started = performance.now();
  const imageTokens = task.crop === undefined ? undefined : await runVision(setup, vision, task.crop);
  const seen = performance.now();
  const embedding = await runFuse(setup, fuse, task, imageTokens ?? task.imageTokens ?? new Float32Array(0));
  return {
    embedding,
    imageTokens: task.keepImageTokens ? imageTokens : undefined,
    vision: imageTokens === undefined ? 0 : seen - started,
    fuse: performance.now() - seen,
  };
}

async function runVision(setup: WorkerSetup, session: ort.InferenceSession, crop: Uint8Array): Promise<Float32Array> {
  const pixels = normalise(crop, setup.pixelMean, setup.pixelStd);
  const { image_embeds } = await session.run({
    pixel_values: new ort.Tensor('float32', pixels, [1, 3, setup.imageSize, setup.imageSize]),
  });
  return floats(image_embeds);
}

async function runFuse(
  { patches, width }: WorkerSetup,
  session: ort.InferenceSession,
  { tokenIds, positions }: Task,
  imageTokens: Float32Array,
): Promise<Float32Array> {
  const rows = imageTokens.length === 0 ? 0 : patches;
  const integers = (values: readonly number[]) =>
    new ort.Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);
  const { embedding } = await session.run({
    image_embeds: new ort.Tensor('float32', imageTokens, [1, rows, width]),
    input_ids: integers(tokenIds),
    attention_mask: integers(tokenIds.map(() => 1)),
    position_ids: integers(positions),
  });
  return floats(embedding);
}

function floats(value: ort.OnnxValue | undefined): Float32Array {
  if (value?.data instanceof Float32Array) return value.data;
  throw new Error('The runtime gave no float32 values');
}
