import { requireSupported, shapeOf } from '../../models/graph/expected-tensors.js';
import type { Checkpoint } from '../../models/checkpoint/checkpoint.js';
import type { ModelDescription } from './description.js';
import type { Architecture } from './architecture.js';
import { expectedTensors, TEXT, VISION } from './tensor-names.js';

/**
 * The dimensions that the tensors have, once every tensor is there, has its shape, and none is left over.
 * @throws SetupError TENSOR_MISSING, TENSOR_SHAPE, TENSOR_UNEXPECTED, TENSOR_TYPE, MODEL_UNSUPPORTED
 */
export function architectureOf(checkpoint: Checkpoint, description: ModelDescription): Architecture {
  const shape = (name: string, rank: number): number[] => shapeOf(checkpoint, name, rank);
  const [width = 0, , patchSize = 0] = shape(`${VISION}patch_embed.proj.weight`, 4);
  const [patches = 0, headWidth = 0] = shape(`${VISION}rope.freqs_cos`, 2);
  const [mlpHidden = 0] = shape(`${VISION}blocks.0.mlp.w1.weight`, 2);
  const [vocabulary = 0, textWidth = 0] = shape(`${TEXT}word_embeddings.weight`, 2);
  const [positions = 0] = shape(`${TEXT}position_embeddings.weight`, 2);
  const [tokenTypes = 0] = shape(`${TEXT}token_type_embeddings.weight`, 2);
  const [intermediate = 0] = shape('bge_encoder.layer.0.intermediate.dense.weight', 2);
  const grid = Math.round(Math.sqrt(patches));
  const { heads } = description.text;
  requireSupported(grid * grid === patches, `the picture has ${patches} patches, which is not a square`);
  requireSupported(
    headWidth > 0 && headWidth % 2 === 0 && width % headWidth === 0,
    `${width} vision channels do not divide into heads of ${headWidth}`,
  );
  requireSupported(textWidth % heads === 0, `${textWidth} text channels do not divide into ${heads} heads`);
  requireSupported(tokenTypes > 0, 'it has no token types');
  requireSupported(positions > patches, `${positions} text positions are too few for ${patches} image tokens`);

  const architecture: Architecture = {
    vision: {
      ...{ width, headWidth, heads: width / headWidth, patchSize, grid, mlpHidden },
      imageSize: grid * patchSize,
      blocks: count(checkpoint, VISION, /^blocks\.(\d+)\./),
    },
    text: {
      ...{ width: textWidth, heads, headWidth: textWidth / heads, intermediate, positions, tokenTypes, vocabulary },
      layers: count(checkpoint, 'bge_encoder.', /^layer\.(\d+)\./),
    },
  };
  expectedTensors(architecture).require(checkpoint);
  requireLimits(architecture, description);
  return architecture;
}

/** Image tokens take the text positions after the first, so a picture leaves fewer for the instruction. */
function requireLimits({ vision, text }: Architecture, { limits, text: rule }: ModelDescription): void {
  const patches = vision.grid ** 2;
  const first = Number.parseInt(rule.positionRuleTextOnly, 10);
  const text512 = text.positions - first;
  const withImage = text.positions - patches;
  requireSupported(
    limits.maxTokensTextOnly <= text512 && limits.maxTokensWithImage <= withImage,
    `config.json allows ${limits.maxTokensTextOnly} tokens (${limits.maxTokensWithImage} with a picture), but the position table has room for ${text512} (${withImage})`,
  );
}

function count(checkpoint: Checkpoint, prefix: string, pattern: RegExp): number {
  const indices = new Set<string>();
  for (const name of checkpoint.tensors.keys()) {
    const index = name.startsWith(prefix) ? pattern.exec(name.slice(prefix.length))?.[1] : undefined;
    if (index !== undefined) indices.add(index);
  }
  return indices.size;
}
