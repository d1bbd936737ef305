import { cp, mkdtemp, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inMemory } from '../../src/services/encoder/models/checkpoint/bytes.js';
import { readSafetensors } from '../../src/services/encoder/models/checkpoint/safetensors.js';
import { modelFolder } from '../encoder/golden-models.js';
import { openFolder } from './run-graphs.js';

type Header = Readonly<Record<string, unknown>>;

/** A safetensors file: length of the header, the header, the data. */
function file(header: Header | string, data = 0, claimed?: bigint): Buffer {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(claimed ?? BigInt(json.length));
  return Buffer.concat([length, json, Buffer.alloc(data)]);
}
const read = (bytes: Buffer) => () => readSafetensors(inMemory('model.safetensors', bytes));
const tensor = (shape: number[], begin: number, end: number, dtype = 'F32') => ({
  dtype,
  shape,
  data_offsets: [begin, end],
});

describe('a safetensors file is read by its header alone', () => {
  it('in every order, with all number formats of weights, and buffers of others', () => {
    const { tensors } = read(
      file(
        {
          __metadata__: { format: 'pt' },
          wide: tensor([2, 2], 8, 24),
          half: tensor([2], 0, 4, 'F16'),
          brain: tensor([2], 4, 8, 'BF16'),
          ids: tensor([1, 1], 24, 32, 'I64'),
          nothing: tensor([0, 3], 32, 32),
        },
        32,
      ),
    )();
    expect([...tensors.values()].map(({ name, type }) => [name, type])).toEqual([
      ...[
        ['wide', 'float32'],
        ['half', 'float16'],
        ['brain', 'bfloat16'],
        ['ids', 'other'],
        ['nothing', 'float32'],
      ],
    ]);
    expect(tensors.get('wide')).toMatchObject({ shape: [2, 2], strides: [2, 1], contiguous: true });
  });

  it.each<[string, Buffer, string, RegExp]>([
    ['a header of 2 GB', file({}, 0, 2n ** 31n), 'CHECKPOINT_MALFORMED', /claims 2147483648 bytes/],
    ['a header longer than the file', file({}, 0, 5000n), 'CHECKPOINT_TRUNCATED', /incomplete/],
    ['a few bytes', Buffer.from('short'), 'CHECKPOINT_MALFORMED', /only 5 bytes/],
    ['no JSON', file('{"a":'), 'CHECKPOINT_MALFORMED', /not JSON/],
    ['a list', file('[1,2]'), 'CHECKPOINT_MALFORMED', /no JSON object/],
    ['overlap', file({ a: tensor([2], 0, 8), b: tensor([2], 4, 12) }, 12), 'CHECKPOINT_MALFORMED', /"b" overlaps/],
    ['a hole', file({ a: tensor([1], 0, 4), b: tensor([1], 8, 12) }, 12), 'CHECKPOINT_MALFORMED', /belong to none/],
    ['bytes left over', file({ a: tensor([1], 0, 4) }, 8), 'CHECKPOINT_MALFORMED', /belong to no tensor/],
    ['data cut off', file({ a: tensor([4], 0, 16) }, 8), 'CHECKPOINT_TRUNCATED', /incomplete/],
    ['a shape of more numbers', file({ a: tensor([3], 0, 8) }, 8), 'CHECKPOINT_MALFORMED', /not as many/],
    ['a huge shape', file({ a: tensor([2 ** 40, 2 ** 40], 0, 8) }, 8), 'CHECKPOINT_MALFORMED', /not as many/],
    ['a negative offset', file({ a: tensor([1], -4, 0) }, 8), 'CHECKPOINT_MALFORMED', /damaged/],
    ['an unknown type', file({ a: tensor([1], 0, 4, 'F17') }, 4), 'CHECKPOINT_MALFORMED', /unknown type "F17"/],
    ['no entry', file({ a: 3 }), 'CHECKPOINT_MALFORMED', /entry of "a" is damaged/],
    [
      'a name given twice',
      file(
        '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"\\u0061":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}',
        8,
      ),
      'CHECKPOINT_MALFORMED',
      /"a" twice/,
    ],
    ['a pointer', Buffer.from('version https://git-lfs.github.com/spec/v1\noid'), 'CHECKPOINT_MALFORMED', /git lfs/],
    ['a web page', Buffer.from('<!doctype html><html>…'), 'CHECKPOINT_MALFORMED', /web page/],
    ['a pickle', Buffer.from('PK\x03\x04 a .pth renamed'), 'CHECKPOINT_MALFORMED', /pickle/],
  ])('%s is refused, with the remedy', (_, bytes, code, message) => {
    expect(read(bytes)).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) as unknown }));
  });
});

describe('a folder of the CLIP family that does not fit together is refused, with a code and a remedy:', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leopard-clip-folder-'));
    await cp(modelFolder('clip-tiny'), folder, { recursive: true });
  });
  afterEach(() => rm(folder, { recursive: true }));
  const refuses = (code: string, message: RegExp) =>
    expect(openFolder(folder).then((model) => model.instructions(model.dimensions, false))).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as unknown,
    });
  const weights = (name: string) => join(folder, name);

  it('a .bin in the place of the weights', async () => {
    await rename(weights('model.safetensors'), weights('pytorch_model.bin'));
    await refuses('CHECKPOINT_MISSING', /pytorch_model\.bin.*safe_serialization=True/);
  });
  it('weights in several files, one of them missing or not', async () => {
    await rename(weights('model.safetensors'), weights('model-00001-of-00002.safetensors'));
    await writeFile(weights('model.safetensors.index.json'), '{"weight_map":{}}');
    await refuses('CHECKPOINT_SHARDED', /max_shard_size/);
  });
  it('no weights at all', async () => {
    await rm(weights('model.safetensors'));
    await refuses('CHECKPOINT_MISSING', /does not exist/);
  });
  it('weights that are cut off', async () => {
    await truncate(weights('model.safetensors'), 1_000_000);
    await refuses('CHECKPOINT_TRUNCATED', /incomplete/);
  });
  it('a tokeniser of another model', async () => {
    await cp(join(import.meta.dirname, '../fixtures/tokenizer/clip/merges.txt'), weights('merges.txt'));
    await refuses('TOKENIZER_INVALID', /49408 entries, but the model has 841/);
  });
  it('a tokeniser that is none', async () => {
    await writeFile(weights('merges.txt'), '#version: 0.2\nthis is a sentence\n');
    await refuses('TOKENIZER_INVALID', /not two symbols/);
  });
  it('a configuration of other dimensions', async () => {
    await writeFile(weights('config.json'), JSON.stringify({ model_type: 'clip', projection_dim: 48 }));
    await refuses('TENSOR_SHAPE', /token_embedding/);
  });
  it('another activation', async () => {
    const config = { model_type: 'clip', text_config: { hidden_act: 'gelu_new' } };
    await writeFile(weights('config.json'), JSON.stringify(config));
    await refuses('MODEL_DESCRIPTION', /quick_gelu or gelu/);
  });
  it('another preprocessing', async () => {
    await writeFile(weights('preprocessor_config.json'), JSON.stringify({ resample: 2 }));
    await refuses('MODEL_DESCRIPTION', /preprocessing that Leopard does not do/);
  });
  it('another kind of model', async () => {
    await writeFile(weights('config.json'), JSON.stringify({ model_type: 'llava_next' }));
    await refuses('MODEL_UNSUPPORTED', /"llava_next"/);
  });
});
