import { SetupError } from '../../../../lib/errors.js';
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
  require(grid * grid === patches, `the picture has ${patches} patches, which is not a square`);
  require(headWidth > 0 &&
    headWidth % 2 === 0 &&
    width % headWidth === 0, `${width} vision channels do not divide into heads of ${headWidth}`);
  require(textWidth % heads === 0, `${textWidth} text channels do not divide into ${heads} heads`);
  require(tokenTypes > 0, 'it has no token types');
  require(positions > patches, `${positions} text positions are too few for ${patches} image tokens`);

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
  compare(checkpoint, expectedTensors(architecture));
  requireLimits(architecture, description);
  return architecture;
}

function compare(checkpoint: Checkpoint, expected: ReturnType<typeof expectedTensors>): void {
  for (const [name, { shape, used }] of expected) {
    const found = checkpoint.tensors.get(name);
    if (found === undefined) {
      if (!used) continue;
      throw missing(checkpoint, name, describeShape(shape));
    }
    if (
      shape.length !== found.shape.length ||
      shape.some((length, axis) => length !== 'any' && length !== found.shape[axis])
    ) {
      throw new SetupError(
        'TENSOR_SHAPE',
        `${checkpoint.path}: ${name} should have the shape ${describeShape(shape)}, but has ${describeShape(found.shape)}. Is it the checkpoint of another model?`,
      );
    }
    if (used && found.type === 'other') {
      throw new SetupError(
        'TENSOR_TYPE',
        `${checkpoint.path}: ${name} is stored neither in fp16 nor in bf16 nor in fp32.`,
      );
    }
  }
  const extra = [...checkpoint.tensors.keys()].find((name) => !expected.has(name));
  if (extra !== undefined) {
    throw new SetupError(
      'TENSOR_UNEXPECTED',
      `${checkpoint.path} holds the tensor ${JSON.stringify(extra.slice(0, 200))}, which a Visualized BGE model does not have. Is it the checkpoint of another model?`,
    );
  }
}

/** Image tokens take the text positions after the first, so a picture leaves fewer for the instruction. */
function requireLimits({ vision, text }: Architecture, { limits, text: rule }: ModelDescription): void {
  const patches = vision.grid ** 2;
  const first = Number.parseInt(rule.positionRuleTextOnly, 10);
  const text512 = text.positions - first;
  const withImage = text.positions - patches;
  require(limits.maxTokensTextOnly <= text512 &&
    limits.maxTokensWithImage <=
      withImage, `config.json allows ${limits.maxTokensTextOnly} tokens (${limits.maxTokensWithImage} with a picture), but the position table has room for ${text512} (${withImage})`);
}

function count(checkpoint: Checkpoint, prefix: string, pattern: RegExp): number {
  const indices = new Set<string>();
  for (const name of checkpoint.tensors.keys()) {
    const index = name.startsWith(prefix) ? pattern.exec(name.slice(prefix.length))?.[1] : undefined;
    if (index !== undefined) indices.add(index);
  }
  return indices.size;
}

function shapeOf(checkpoint: Checkpoint, name: string, rank: number): number[] {
  const shape = checkpoint.tensors.get(name)?.shape;
  if (shape === undefined) throw missing(checkpoint, name, `${rank} dimensions`);
  if (shape.length !== rank || shape.includes(0)) {
    throw new SetupError(
      'TENSOR_SHAPE',
      `${checkpoint.path}: ${name} should have ${rank} dimensions, but has the shape ${describeShape(shape)}. Is it the checkpoint of another model?`,
    );
  }
  return [...shape];
}

function missing(checkpoint: Checkpoint, name: string, expected: string): SetupError {
  return new SetupError(
    'TENSOR_MISSING',
    `${checkpoint.path} lacks the tensor ${name} (expected ${expected}). Is it the checkpoint of another model?`,
  );
}

function require(condition: boolean, what: string): void {
  if (!condition) throw new SetupError('MODEL_UNSUPPORTED', `The model cannot be run: ${what}.`);
}

const describeShape = (shape: readonly (number | 'any')[]): string => `[${shape.join(', ')}]`;
