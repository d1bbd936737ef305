import { cpSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openCheckpoint, readTensor } from '../../src/services/encoder/models/checkpoint/checkpoint.js';
import { readModelFolder } from '../../src/services/encoder/models/model-folder.js';
import { goldensOf, maxAbs, modelFolder, openEncoder } from '../encoder/golden-models.js';
import { halves, writeCheckpoint, type StorageContent, type TensorView } from '../support/checkpoint-writer.js';

const scratch = mkdtempSync(join(tmpdir(), 'leopard-models-'));
const folder = join(scratch, 'tiny');
afterAll(() => rm(scratch, { recursive: true }));
beforeEach(async () => {
  await rm(folder, { recursive: true, force: true });
  cpSync(modelFolder('tiny-model'), folder, { recursive: true });
});

type Config = Record<string, unknown> & { checkpoint: { file: string; sha256: string } };
function editConfig(change: (config: Config) => void): void {
  const config = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as Config;
  change(config);
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
}

interface Weights {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Writes the folder's checkpoint anew, each tensor in a storage of its own, after `edit`. */
async function rewrite(edit: (tensors: Map<string, Weights>) => void, encode = storeHalf): Promise<void> {
  const checkpoint = openCheckpoint(join(modelFolder('tiny-model'), 'model.pth'));
  const weights = new Map<string, Weights>();
  for (const record of checkpoint.tensors.values()) {
    weights.set(record.name, { shape: record.shape, values: readTensor(checkpoint, record) });
  }
  edit(weights);
  const storages: StorageContent[] = [];
  const tensors = new Map<string, TensorView>();
  for (const [name, tensor] of weights) {
    const { storage, ...view } = encode(tensor);
    tensors.set(name, { storage: storages.length, offset: 0, shape: tensor.shape, ...view });
    storages.push(storage);
  }
  const path = join(folder, 'model.pth');
  writeCheckpoint(path, { root: 'archive', device: 'cpu', storages, tensors });
  const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
  editConfig((config) => (config.checkpoint.sha256 = sha256));
}

type Stored = { storage: StorageContent; strides?: readonly number[] };
const store = (type: StorageContent['type'], bytes: Buffer, elements: number): Stored => ({
  storage: { type, elements, content: () => [bytes] },
});
const storeHalf = ({ values }: Weights): Stored => store('HalfStorage', halves(values), values.length);
const storeFloat = ({ values }: Weights): Stored =>
  store('FloatStorage', Buffer.from(values.slice().buffer), values.length);
const storeBrain = ({ values }: Weights): Stored => {
  const bytes = Buffer.from(values.slice().buffer);
  const upper = Buffer.alloc(values.length * 2);
  for (let index = 0; index < values.length; index++) bytes.copy(upper, index * 2, index * 4 + 2, index * 4 + 4);
  return store('BFloat16Storage', upper, values.length);
};
const storeTransposed = (tensor: Weights): Stored => {
  const [rows = 1, columns = 1] = tensor.shape;
  if (tensor.shape.length !== 2) return storeHalf(tensor);
  const turned = tensor.values.map(
    (_, index) => tensor.values[(index % rows) * columns + Math.floor(index / rows)] ?? NaN,
  );
  return { ...store('HalfStorage', halves(turned), turned.length), strides: [1, rows] };
};

describe('a model folder in other clothes gives the same vectors', () => {
  const goldens = goldensOf('tiny-model');
  const golden = goldens.embeddings.find(({ id }) => id === 'composed/portrait/reference/comparatives');

  async function difference(): Promise<number> {
    const encoder = await openEncoder(folder, { preprocessing: 'reference', workers: 1 });
    const bytes = readFileSync(join(folder, 'pictures', 'portrait.png'));
    const { embedding } = await encoder.encode({
      image: { id: 'portrait', load: async () => bytes },
      instruction: goldens.texts['comparatives']?.text ?? '',
      priority: 'interactive',
    });
    await encoder.close();
    return maxAbs(embedding, golden?.values ?? []);
  }

  it.each([
    ['fp16, each tensor by itself', storeHalf],
    ['fp32', storeFloat],
    ['transposed views', storeTransposed],
  ])('%s', async (_, encode) => {
    await rewrite(() => undefined, encode);
    expect(await difference()).toBeLessThanOrEqual(goldens.tolerance.maxAbs);
  });

  it('bf16: runs, with the weights of that precision', async () => {
    await rewrite(() => undefined, storeBrain);
    const difference16 = await difference();
    expect(difference16).toBeGreaterThan(goldens.tolerance.maxAbs);
    expect(difference16).toBeLessThan(0.05);
  });

  it('a checkpoint that is a link into another folder, as download caches make them', async () => {
    cpSync(join(folder, 'model.pth'), join(scratch, 'blob'));
    await rm(join(folder, 'model.pth'));
    symlinkSync(join(scratch, 'blob'), join(folder, 'model.pth'));
    expect(await difference()).toBeLessThanOrEqual(goldens.tolerance.maxAbs);
  });
});

describe('a model folder that does not fit together is refused, with a code and a remedy:', () => {
  const refuses = (code: string, message: RegExp) =>
    expect(
      readModelFolder(folder).then(({ model, checkpointPath }) => model.open(checkpointPath)),
    ).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as unknown,
    });

  it('a missing tensor, named, with the shape it should have', async () => {
    await rewrite((tensors) => tensors.delete('model_visual.visual.blocks.1.mlp.w2.bias'));
    await refuses('TENSOR_MISSING', /blocks\.1\.mlp\.w2\.bias \(expected \[341\]\)/);
  });

  it('a tensor of another shape, named, with the expected and the found one', async () => {
    await rewrite((tensors) =>
      tensors.set('visual_proj.weight', { shape: [64, 128], values: new Float32Array(64 * 128) }),
    );
    await refuses('TENSOR_SHAPE', /visual_proj\.weight should have the shape \[128, 128\], but has \[64, 128\]/);
  });

  it('a tensor that decides dimensions and has the wrong rank', async () => {
    await rewrite((tensors) =>
      tensors.set('bge_embeddings.word_embeddings.weight', { shape: [128], values: new Float32Array(128) }),
    );
    await refuses('TENSOR_SHAPE', /word_embeddings\.weight should have 2 dimensions, but has the shape \[128\]/);
  });

  it('an extra tensor, named', async () => {
    await rewrite((tensors) => tensors.set('lora.weight', { shape: [1], values: new Float32Array(1) }));
    await refuses('TENSOR_UNEXPECTED', /"lora\.weight"/);
  });

  it('token limits that the position table has no room for', async () => {
    editConfig((config) => (config['limits'] = { maxTokensTextOnly: 513, maxTokensWithImage: 316 }));
    await refuses('MODEL_UNSUPPORTED', /allows 513 tokens \(316 with a picture\).*room for 512 \(316\)/);
  });

  it('a description of a later version, or without a field', async () => {
    editConfig((config) => (config['version'] = 2));
    await refuses('MODEL_DESCRIPTION', /this version of Leopard can run[^]*version/);
    editConfig((config) => Object.assign(config, { version: 1, text: {} }));
    await refuses('MODEL_DESCRIPTION', /layerNormEps/);
    writeFileSync(join(folder, 'config.json'), 'no JSON');
    await refuses('MODEL_DESCRIPTION', /is not JSON/);
  });

  it('no description, no checkpoint, no folder', async () => {
    await rm(join(folder, 'model.pth'));
    await refuses('CHECKPOINT_MISSING', /model\.pth does not exist\. Install the model again/);
    await rm(folder, { recursive: true });
    await refuses('MODEL_NOT_FOUND', /is not a model folder/);
  });

  it('a checkpoint that is not the one promised', async () => {
    editConfig((config) => (config.checkpoint.sha256 = 'f'.repeat(64)));
    await expect(openEncoder(folder, { workers: 1 })).rejects.toMatchObject({
      code: 'CHECKPOINT_HASH',
      message: expect.stringMatching(/has the SHA-256 20a4cff.*promises ffff/) as unknown,
    });
  });
});
