import { join } from 'node:path';
import * as ort from './onnxruntime.js';
import type { ModelDimensions } from './models/model.js';
import { familyNamed } from './families/index.js';
import { savedPrepacked } from './prepacked/saving.js';
import { trimHeap } from './release-memory.js';
import type { ModelSource, Task, TaskResult } from './worker-protocol.js';

/** The graphs of the model in ONNX Runtime. They hold the thread, so this belongs in a worker thread. */
export interface Sessions {
  /**
   * One task at a time, and one row: on a CPU the time for each picture does not depend on the batch, and a row that is never
   * padded has the same vector, to the bit, whatever else is waiting. Its arrays are empty after.
   */
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
  const family = familyNamed(dimensions.family);
  const sessions: Record<string, ort.InferenceSession> = {};
  for (const graph of family.graphs) {
    sessions[graph] = await open(graph, source, threads);
    trimHeap();
  }
  return {
    run: await family.computation(dimensions, sessions),
    release: async () => {
      for (const session of Object.values(sessions)) await session.release();
    },
  };
}

/** Keys of `session` as in onnxruntime_session_options_config_keys.h, nested at their dots. */
function open(graph: string, source: ModelSource, threads: number): Promise<ort.InferenceSession> {
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
  const bytes = source.graphs[graph];
  if (bytes === undefined) throw new Error(`There is no graph ${graph}`);
  const weights = { ...session, model_external_initializers_file_folder_path: source.weightsFolder };
  if (source.prepackInto === undefined) {
    return ort.InferenceSession.create(bytes, { ...options, extra: { session: weights } });
  }
  const { optimizedModelFilePath, session: saving } = savedPrepacked(source.prepackInto, graph, LEAST_PACKED);
  return ort.InferenceSession.create(bytes, {
    ...options,
    optimizedModelFilePath,
    extra: { session: { ...weights, ...saving } },
  });
}
