import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCheckpoint, readTensor } from '../../src/services/encoder/models/checkpoint/checkpoint.js';
import { halves, writeCheckpoint, type CheckpointContent } from '../support/checkpoint-writer.js';
import { pickle } from '../support/pickle-writer.js';
import { writeZip } from '../support/zip-writer.js';
import { fuzzCheckpoints } from './fuzz-checkpoints.js';
import { smallCheckpoint } from './small-checkpoint.js';

const folder = mkdtempSync(join(tmpdir(), 'leopard-checkpoints-'));
const path = join(folder, 'model.pth');
afterAll(() => rm(folder, { recursive: true }));

const floats = (...values: number[]) => Buffer.from(Float32Array.from(values).buffer);
const bfloats = (...values: number[]) => {
  const bytes = floats(...values);
  return Buffer.concat(values.map((_, index) => bytes.subarray(index * 4 + 2, index * 4 + 4)));
};
const one = (content: Partial<CheckpointContent>): CheckpointContent => ({
  root: 'archive',
  device: 'cpu',
  storages: [{ type: 'HalfStorage', elements: 6, content: () => [halves([1, 2, 3, 4, 5, 6])] }],
  tensors: new Map([['a', { storage: 0, offset: 0, shape: [2, 3] }]]),
  ...content,
});

async function read(name: string): Promise<number[]> {
  const checkpoint = openCheckpoint(path);
  const record = checkpoint.tensors.get(name);
  if (record === undefined) throw new Error(`No ${name}`);
  return [...readTensor(checkpoint, record)];
}

describe('reads where the numbers of a tensor lie', () => {
  it('by offset into a storage that several share, under any root and device tag', async () => {
    const tensors = new Map([
      ['first', { storage: 0, offset: 0, shape: [2, 2] }],
      ['second', { storage: 0, offset: 4, shape: [2] }],
      ['alias', { storage: 0, offset: 4, shape: [2] }],
      ['scalar', { storage: 0, offset: 2, shape: [] }],
    ]);
    writeCheckpoint(path, one({ root: 'Ünïcödé name', device: 'cuda:17', tensors }));
    expect(await read('first')).toEqual([1, 2, 3, 4]);
    expect(await read('second')).toEqual([5, 6]);
    expect(await read('alias')).toEqual([5, 6]);
    expect(await read('scalar')).toEqual([3]);
  });

  it('in fp16, with subnormals, infinities and signs', async () => {
    const values = [2 ** -24, -(2 ** -14), 65504, Infinity, -0, 1.5];
    writeCheckpoint(path, one({ storages: [{ type: 'HalfStorage', elements: 6, content: () => [halves(values)] }] }));
    expect(await read('a')).toEqual(values);
  });

  it.each([
    ['BFloat16Storage', bfloats(1, -2, 0.5, 3, 2 ** -100, 256)],
    ['FloatStorage', floats(1, -2, 0.5, 3, 2 ** -100, 256)],
  ] as const)('in a %s', async (type, bytes) => {
    writeCheckpoint(path, one({ storages: [{ type, elements: 6, content: () => [bytes] }] }));
    expect(await read('a')).toEqual([1, -2, 0.5, 3, 2 ** -100, 256]);
  });

  it('that is a transposed view', async () => {
    writeCheckpoint(
      path,
      one({ tensors: new Map([['a', { storage: 0, offset: 0, shape: [3, 2], strides: [1, 3] }]]) }),
    );
    expect(await read('a')).toEqual([1, 4, 2, 5, 3, 6]);
  });

  it('where sizes and positions stand in zip64 fields only', async () => {
    writeCheckpoint(path, one({}));
    writeFileSync(path, saturate(readFileSync(path)));
    expect(await read('a')).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

/** The same archive with every size and position of its directory moved into the zip64 extra field (APPNOTE.TXT §4.5.3). */
function saturate(archive: Buffer): Buffer {
  const start = archive.readUInt32LE(archive.length - 6);
  const records: Buffer[] = [];
  let at = start;
  while (archive.readUInt32LE(at) === 0x02014b50) {
    const nameLength = archive.readUInt16LE(at + 28);
    const fixed = Buffer.from(archive.subarray(at, at + 46));
    const extra = Buffer.alloc(28);
    extra.writeUInt16LE(1, 0);
    extra.writeUInt16LE(24, 2);
    extra.writeBigUInt64LE(BigInt(fixed.readUInt32LE(24)), 4);
    extra.writeBigUInt64LE(BigInt(fixed.readUInt32LE(20)), 12);
    extra.writeBigUInt64LE(BigInt(fixed.readUInt32LE(42)), 20);
    for (const field of [20, 24, 42]) fixed.writeUInt32LE(0xffffffff, field);
    fixed.writeUInt16LE(extra.length, 30);
    records.push(fixed, archive.subarray(at + 46, at + 46 + nameLength), extra);
    at += 46 + nameLength;
  }
  const directory = Buffer.concat(records);
  const end = Buffer.from(archive.subarray(at));
  end.writeBigUInt64LE(BigInt(directory.length), 40);
  end.writeBigUInt64LE(BigInt(start + directory.length), 64);
  for (const field of [84, 86]) end.writeUInt16LE(0xffff, field);
  for (const field of [88, 92]) end.writeUInt32LE(0xffffffff, field);
  return Buffer.concat([archive.subarray(0, start), directory, end]);
}

describe('refuses, with a code and a remedy,', () => {
  let good: Buffer;
  beforeAll(async () => {
    good = await smallCheckpoint();
  });
  const refuses = async (content: Buffer, code: string, message: RegExp) => {
    writeFileSync(path, content);
    await expect(async () => openCheckpoint(path)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as unknown,
    });
  };
  const withPickle = (dump: Buffer) => {
    writeZip(path, [{ name: 'archive/data.pkl', content: () => [dump] }]);
    return readFileSync(path);
  };
  /** The archive with one field of every directory record overwritten. */
  const withDirectoryField = (offset: number, value: number) => {
    const content = Buffer.from(good);
    let at = content.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    while (at >= 0) {
      content.writeUInt16LE(value, at + offset);
      at = content.indexOf(Buffer.from([0x50, 0x4b, 1, 2]), at + 46);
    }
    return content;
  };

  it('a file that was cut anywhere', async () => {
    for (const part of [0.9999, 0.99, 0.5, 0.1]) {
      await refuses(
        good.subarray(0, Math.floor(good.length * part)),
        'CHECKPOINT_TRUNCATED',
        /incomplete. Download it again/,
      );
    }
  });

  it('a file in the format from before PyTorch 1.6', () =>
    refuses(
      Buffer.concat([Buffer.from('80028a0a6cfc9c46f920', 'hex'), good]),
      'CHECKPOINT_LEGACY',
      /torch\.save\(torch\.load/,
    ));

  it('a compressed archive', async () => {
    await refuses(withDirectoryField(10, 8), 'CHECKPOINT_COMPRESSED', /data\.pkl is compressed \(zip method 8\)/);
  });

  it('an encrypted archive', () => refuses(withDirectoryField(8, 1), 'CHECKPOINT_ENCRYPTED', /is encrypted/));

  it('a web page in its place', () =>
    refuses(
      Buffer.from('<!DOCTYPE html><html><body>404: not found</body></html>'),
      'CHECKPOINT_MALFORMED',
      /a web page/,
    ));

  it('an empty file, and another zip archive', async () => {
    await refuses(Buffer.alloc(0), 'CHECKPOINT_MALFORMED', /only 0 bytes/);
    writeZip(path, [{ name: 'readme.txt', content: () => [Buffer.from('hello')] }]);
    await refuses(readFileSync(path), 'CHECKPOINT_MALFORMED', /without data\.pkl/);
  });

  it('numbers of the opposite byte order', async () => {
    writeZip(path, [
      { name: 'archive/data.pkl', content: () => [pickle.dump(pickle.orderedDict([]))] },
      { name: 'archive/byteorder', content: () => [Buffer.from('big')] },
    ]);
    await refuses(readFileSync(path), 'CHECKPOINT_BYTE_ORDER', /"big"/);
  });

  it.each([
    ['posix', 'system'],
    ['builtins', 'eval'],
    ['torch', 'load'],
    ['collections', 'OrderedDict\\nposix'],
  ])('a pickle that wants %s %s, which it does not run', (module, name) =>
    refuses(
      withPickle(pickle.dump(pickle.call(pickle.global(module, name), pickle.tuple(pickle.text('touch /tmp/pwned'))))),
      'CHECKPOINT_FORBIDDEN_GLOBAL',
      new RegExp(`"${module} .*It was not run`),
    ),
  );

  it.each([
    ['i', 'INST'],
    ['o', 'OBJ'],
    ['\x81', 'NEWOBJ'],
    ['\x93', 'STACK_GLOBAL'],
    ['\x82', 'EXT1'],
    ['P', 'PERSID'],
  ])('the pickle opcode %j (%s)', (opcode) =>
    refuses(
      withPickle(pickle.dump(Buffer.from(opcode, 'latin1'))),
      'CHECKPOINT_FORBIDDEN_OPCODE',
      new RegExp(`0x${Buffer.from(opcode, 'latin1').toString('hex')}`),
    ),
  );

  it.each([
    ['past the end of its storage', { shape: [7], offset: 0 }, /a reaches past its storage/],
    ['far past the end of the file', { shape: [2, 3], offset: 2 ** 40 }, /a reaches past its storage/],
    ['with a negative length', { shape: [-1], offset: 0 }, /the shape of a is damaged/],
    [
      'that repeats one number a trillion times',
      { shape: [10 ** 12], strides: [0], offset: 0 },
      /the shape of a is damaged/,
    ],
  ])('a tensor %s', async (_, view, message) => {
    writeCheckpoint(path, one({ tensors: new Map([['a', { storage: 0, ...view }]]) }));
    await refuses(readFileSync(path), 'CHECKPOINT_MALFORMED', message);
  });

  it('a checkpoint of a training run, in which the weights are one entry of several', async () => {
    const dump = pickle.dump(pickle.orderedDict([['epoch', pickle.integer(3)]]));
    await refuses(withPickle(dump), 'CHECKPOINT_MALFORMED', /"epoch" is not a tensor.*state dict/);
  });

  it('a file that is not there', () =>
    expect(async () => openCheckpoint(join(folder, 'missing.pth'))).rejects.toMatchObject({
      code: 'CHECKPOINT_UNREADABLE',
    }));
});

it('ends with a code or a valid model, whatever the damage (npm run fuzz:checkpoints runs a million)', async () => {
  const { outcomes } = await fuzzCheckpoints(1500, 20240317);
  expect(Object.keys(outcomes).length).toBeGreaterThan(5);
});
