import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { seededRandom } from '../../src/lib/seeded-random.js';
import { SetupError } from '../../src/lib/errors.js';
import { inMemory } from '../../src/services/encoder/models/checkpoint/bytes.js';
import { readCheckpoint } from '../../src/services/encoder/models/checkpoint/checkpoint.js';
import { itemBytes } from '../../src/services/encoder/models/checkpoint/storage.js';
import { readZipDirectory } from '../../src/services/encoder/models/checkpoint/zip.js';
import { architectureOf } from '../../src/services/encoder/families/visualized-bge/read-architecture.js';
import { SMALL_DESCRIPTION, smallCheckpoint } from './small-checkpoint.js';

export interface FuzzReport {
  /** Checkpoints by how they ended: a code, or `valid`. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** The slowest one, ms. */
  readonly slowest: number;
  /** Growth of the heap, bytes; after a collection where Node runs with --expose-gc. */
  readonly growth: number;
}

/**
 * Opens `count` damaged checkpoints. Each must end in a coded error, or in a model all of whose weights lie inside the file.
 * @throws Error naming the number of the checkpoint where it ends otherwise
 */
export async function fuzzCheckpoints(
  count: number,
  seed: number,
  onProgress?: (done: number) => void,
): Promise<FuzzReport> {
  const original = await smallCheckpoint();
  const hot = hotRanges(original);
  const bytes = Buffer.from(original);
  const outcomes: Record<string, number> = {};
  let slowest = 0;
  let heapAtStart = 0;
  for (let number = 0; number < count; number++) {
    if (number === Math.min(1000, count >> 1)) heapAtStart = heap();
    const random = seededRandom(seed * 0x9e3779b1 + number);
    const damaged = damage(bytes, hot, random);
    const started = performance.now();
    const outcome = open(damaged, `Checkpoint ${number} of seed ${seed}`);
    slowest = Math.max(slowest, performance.now() - started);
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    original.copy(bytes);
    if (number % 10_000 === 9_999) onProgress?.(number + 1);
  }
  return { outcomes, slowest, growth: heap() - heapAtStart };
}

/** Its code, or that it is valid. */
function open(content: Buffer, which: string): string {
  try {
    check(content);
    return 'valid';
  } catch (error) {
    if (error instanceof SetupError) return error.code;
    throw new Error(`${which} ended in an error without a code`, { cause: error });
  }
}

function check(content: Buffer): void {
  const checkpoint = readCheckpoint(inMemory('fuzzed.pth', content));
  architectureOf(checkpoint, SMALL_DESCRIPTION);
  for (const { type, shape, start, name } of checkpoint.tensors.values()) {
    if (type === 'other') continue;
    const end = start + shape.reduce((product, length) => product * length, itemBytes(type));
    if (start < 0 || end > content.length) throw new Error(`${name} lies outside the file`);
  }
}

/** The bytes that mean something: the index and the directory. Damaged weights are still weights. */
function hotRanges(content: Buffer): [start: number, end: number][] {
  const entries = [...readZipDirectory(inMemory('original.pth', content)).values()];
  const index = entries.find(({ name }) => name.endsWith('data.pkl'));
  const directory = content.indexOf(Buffer.from([0x50, 0x4b, 1, 2]), entries.at(-1)?.header);
  return [
    [index?.header ?? 0, (index?.header ?? 0) + (index?.size ?? 0) + 128],
    [directory, content.length],
    [0, content.length],
  ];
}

/** One to four changes: a bit, a byte, a number, a piece removed or repeated, an end cut off. */
function damage(bytes: Buffer, hot: readonly [number, number][], random: () => number): Buffer {
  const pick = (limit: number) => Math.floor(random() * limit);
  let content = bytes;
  for (let changes = 1 + pick(4); changes > 0; changes--) {
    const [start, end] = hot[Math.min(pick(5) >> 1, hot.length - 1)] ?? [0, content.length];
    const at = Math.min(start + pick(end - start), content.length - 1);
    if (content.length < 64) return content;
    switch (pick(12)) {
      case 0:
        content = content.subarray(0, at);
        break;
      case 1: {
        const length = 1 + pick(64);
        content = Buffer.concat([content.subarray(0, at), content.subarray(at + length)]);
        break;
      }
      case 2: {
        const piece = content.subarray(at, at + 1 + pick(64));
        content = Buffer.concat([content.subarray(0, at), piece, content.subarray(at)]);
        break;
      }
      case 3:
        if (at + 4 <= content.length)
          content.writeUInt32LE([0, 1, 0xffffffff, 0x7fffffff, 0x80000000][pick(5)] ?? 0, at);
        break;
      case 4:
      case 5:
        content[at] = pick(256);
        break;
      default:
        content[at] = (content[at] ?? 0) ^ (1 << pick(8));
    }
  }
  return content;
}

function heap(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: { count: { type: 'string', default: '1000000' }, seed: { type: 'string', default: '1' } },
  });
  const started = performance.now();
  const report = await fuzzCheckpoints(Number(values.count), Number(values.seed), (done) => {
    process.stderr.write(`\r${done} checkpoints, ${Math.round((performance.now() - started) / 1000)} s`);
  });
  process.stderr.write('\n');
  console.log(
    JSON.stringify({ seed: Number(values.seed), seconds: (performance.now() - started) / 1000, ...report }, null, 2),
  );
}
