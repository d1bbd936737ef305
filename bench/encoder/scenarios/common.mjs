// Shared by the scenarios. They run the compiled product (npm run build:server), as an operator does.
import { Buffer } from 'node:buffer';
import { performance } from 'node:perf_hooks';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** Answers each line of standard input with one line of JSON. */
export async function serve(answer) {
  for await (const line of createInterface({ input: process.stdin })) {
    process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line)))}\n`);
  }
  process.exit(0);
}

/** Milliseconds that `action` takes, `count` times. */
export async function timed(count, action) {
  const times = [];
  for (let index = 0; index < count; index++) {
    const started = performance.now();
    await action(index);
    times.push(performance.now() - started);
  }
  return times;
}

/** Memory of this process in MiB; undefined where the system does not say. */
export function memory() {
  const read = (path, field) => {
    try {
      const found = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readFileSync(path, 'utf8'));
      return found ? Math.round(Number(found[1]) / 1024) : undefined;
    } catch {
      return undefined;
    }
  };
  return {
    rss: read('/proc/self/status', 'VmRSS'),
    peak: read('/proc/self/status', 'VmHWM'),
    anonymous: read('/proc/self/status', 'RssAnon'),
    pss: read('/proc/self/smaps_rollup', 'Pss'),
  };
}

/** Token ids of a text of `length` tokens, special ones included. */
export const tokenIds = (family, length, seed = 0) =>
  Array.from({ length }, (_, index) =>
    index === 0
      ? SPECIAL_TOKENS[family].start
      : index === length - 1
        ? SPECIAL_TOKENS[family].end
        : 1000 + ((index * 37 + seed * 101) % 20000),
  );
const SPECIAL_TOKENS = { 'visualized-bge': { start: 101, end: 102 }, clip: { start: 49_406, end: 49_407 } };

/** A picture with something in it, as JPEG. */
export async function jpeg(width, height, seed = 1) {
  const { default: sharp } = await import('sharp');
  const pixels = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 3;
      pixels[at] = 128 + 100 * Math.sin((x * seed) / 40) + ((x * 7919 + y * 104729) % 27);
      pixels[at + 1] = 128 + 100 * Math.cos((y + seed * x) / 60);
      pixels[at + 2] = (x ^ y) & 255;
    }
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 85 })
    .toBuffer();
}

/** Settings of the encoder as an operator has them. */
export async function encoderOptions(modelFolder, overrides = {}) {
  const { encoderSettings } = await import('../../../dist/config/encoder.js');
  return { ...encoderSettings.parse({}), modelFolder, maximumPixels: 50e6, ...overrides };
}

/** Where sessions come from (`prepacked` or `checkpoint`), and the model's dimensions. int8: of a model that was prepared for it; int8-all: every product. */
export async function openSource(modelFolder, kind, wanted = 'fp32') {
  const { readModelFolder } = await import('../../../dist/services/encoder/models/model-folder.js');
  const { choosePrecision } = await import('../../../dist/services/encoder/quantisation/chosen-precision.js');
  const found = await readModelFolder(modelFolder);
  const precision =
    wanted === 'int8-all' ? { name: wanted, precisions: { fp32: [], rows: [] } } : await choosePrecision(found, wanted);
  if (kind === 'checkpoint') {
    const { dimensions, graphs, weightsFolder } = await found.model.open(found.checkpointPath, precision.precisions);
    return { dimensions, source: { kind, graphs, weightsFolder } };
  }
  const { openPrepackedCache } = await import('../../../dist/services/encoder/prepacked/prepacked-cache.js');
  const { dimensions, folder } = await openPrepackedCache(found, { precision, bytes: 8 * 1024 ** 3 });
  return { dimensions, source: { kind, folder } };
}
