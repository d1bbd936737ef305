import { join } from 'node:path';

/**
 * What tells the runtime to write a session's model down, weights packed: `graph.onnx` and `graph.bin` in `folder`. Weights from so
 * many bytes on go to the second. Keys of `session` as in onnxruntime_session_options_config_keys.h.
 */
export const savedPrepacked = (folder: string, graph: string, fromBytes: number) => ({
  optimizedModelFilePath: join(folder, `${graph}.onnx`),
  session: {
    save_external_prepacked_constant_initializers: '1',
    optimized_model_external_initializers_file_name: `${graph}.bin`,
    optimized_model_external_initializers_min_size_in_bytes: String(fromBytes),
  },
});
