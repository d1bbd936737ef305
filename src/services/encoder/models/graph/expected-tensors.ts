import { SetupError } from '../../../../lib/errors.js';
import type { Checkpoint } from '../checkpoint/checkpoint.js';

/** `any`: a dimension that nothing else determines. */
type Shape = readonly (number | 'any')[];

export interface ExpectedTensor {
  readonly shape: Shape;
  /** Published files carry some tensors that encoding has no use for. */
  readonly used: boolean;
}

/** The tensors that a checkpoint of one model has, by name. */
export class ExpectedTensors {
  private readonly tensors = new Map<string, ExpectedTensor>();

  /** `model`: what the checkpoint should be one of, for messages. */
  constructor(private readonly model: string) {}

  [Symbol.iterator](): IterableIterator<[string, ExpectedTensor]> {
    return this.tensors.entries();
  }

  add(name: string, shape: Shape, used = true): void {
    this.tensors.set(name, { shape, used });
  }

  linear(name: string, outputs: number | 'any', inputs: number, used = true): void {
    this.add(`${name}.weight`, [outputs, inputs], used);
    this.add(`${name}.bias`, [outputs], used);
  }

  layerNorm(name: string, width: number, used = true): void {
    this.add(`${name}.weight`, [width], used);
    this.add(`${name}.bias`, [width], used);
  }

  /**
   * Every tensor is there, has its shape, and none is left over.
   * @throws SetupError TENSOR_MISSING, TENSOR_SHAPE, TENSOR_TYPE, TENSOR_UNEXPECTED
   */
  require(checkpoint: Checkpoint): void {
    for (const [name, { shape, used }] of this.tensors) {
      const found = checkpoint.tensors.get(name);
      if (found === undefined) {
        if (!used) continue;
        throw missingTensor(checkpoint, name, describeShape(shape));
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
    const extra = [...checkpoint.tensors.keys()].find((name) => !this.tensors.has(name));
    if (extra !== undefined) {
      throw new SetupError(
        'TENSOR_UNEXPECTED',
        `${checkpoint.path} holds the tensor ${JSON.stringify(extra.slice(0, 200))}, which a ${this.model} model does not have. Is it the checkpoint of another model?`,
      );
    }
  }
}

/**
 * The shape of a tensor that other dimensions follow from.
 * @throws SetupError TENSOR_MISSING, TENSOR_SHAPE
 */
export function shapeOf(checkpoint: Checkpoint, name: string, rank: number): number[] {
  const shape = checkpoint.tensors.get(name)?.shape;
  if (shape === undefined) throw missingTensor(checkpoint, name, `${rank} dimensions`);
  if (shape.length !== rank || shape.includes(0)) {
    throw new SetupError(
      'TENSOR_SHAPE',
      `${checkpoint.path}: ${name} should have ${rank} dimensions, but has the shape ${describeShape(shape)}. Is it the checkpoint of another model?`,
    );
  }
  return [...shape];
}

/** @throws SetupError MODEL_UNSUPPORTED */
export function requireSupported(condition: boolean, what: string): void {
  if (!condition) throw new SetupError('MODEL_UNSUPPORTED', `The model cannot be run: ${what}.`);
}

function missingTensor(checkpoint: Checkpoint, name: string, expected: string): SetupError {
  return new SetupError(
    'TENSOR_MISSING',
    `${checkpoint.path} lacks the tensor ${name} (expected ${expected}). Is it the checkpoint of another model?`,
  );
}

const describeShape = (shape: Shape): string => `[${shape.join(', ')}]`;
