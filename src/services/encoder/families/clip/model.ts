import type { Checkpoint } from '../../models/checkpoint/checkpoint.js';
import { openSafetensors } from '../../models/checkpoint/safetensors.js';
import { ExpectedTensors, requireSupported } from '../../models/graph/expected-tensors.js';
import type { Precisions } from '../../models/graph/precision.js';
import { writeGraphs } from '../../models/graph/write-graphs.js';
import type { OpenedModel } from '../family.js';
import type { ClipConfig } from './config.js';
import type { PreprocessorConfig } from './preprocessor.js';
import { expectTensors } from './tensor-names.js';
import { textGraph } from './text-graph.js';
import { visionGraph } from './vision-graph.js';

/**
 * Reads the checkpoint's header and writes the graphs. No weight is read.
 * @throws SetupError CHECKPOINT_*, TENSOR_*, MODEL_UNSUPPORTED
 */
export function openModel(
  config: ClipConfig,
  preprocessor: PreprocessorConfig,
  checkpointPath: string,
  precisions: Precisions = 'fp32',
): OpenedModel {
  const { vision, text, projection_dim: width } = config;
  const grid = vision.image_size / vision.patch_size;
  requireSupported(
    Number.isInteger(grid),
    `${vision.image_size} pixels do not divide into patches of ${vision.patch_size}`,
  );
  for (const { hidden_size: channels, num_attention_heads: heads } of [vision, text])
    requireSupported(channels % heads === 0, `${channels} channels do not divide into ${heads} heads`);

  const checkpoint = withoutPrefix(openSafetensors(checkpointPath));
  const expected = new ExpectedTensors('CLIP');
  expectTensors(expected, config);
  expected.require(checkpoint);
  return {
    dimensions: {
      family: 'clip',
      pixelMean: preprocessor.imageMean,
      pixelStd: preprocessor.imageStd,
      ...{ imageSize: vision.image_size, patches: grid ** 2, width },
    },
    ...writeGraphs(checkpoint, precisions, {
      vision: (build) => visionGraph(build, config),
      text: (build) => textGraph(build, config),
    }),
  };
}

/** A model that was a part of another one is saved with `model.` before each name. */
function withoutPrefix(checkpoint: Checkpoint): Checkpoint {
  const records = [...checkpoint.tensors.values()];
  if (records.length === 0 || !records.every(({ name }) => name.startsWith('model.'))) return checkpoint;
  const renamed = records.map((record) => ({ ...record, name: record.name.slice('model.'.length) }));
  return { ...checkpoint, tensors: new Map(renamed.map((record) => [record.name, record])) };
}
