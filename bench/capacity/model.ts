import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { median } from '../table.js';
import { bytesOf, MeasuredServer } from './server.js';

export interface ModelFigures {
  readonly model: string;
  readonly precision: 'fp32' | 'int8';
  /** Milliseconds from the call until it listens: the first time, and once its weights are prepared. */
  readonly firstStart: number;
  readonly start: number;
  /** Pictures a second, of one worker. */
  readonly rate: number;
  /** Milliseconds, p50, one after the other: a new picture with an instruction; an instruction alone. */
  readonly composed: number;
  readonly worded: number;
  /** MiB, after all that. */
  readonly memory: number;
  /** Bytes of the rows of one picture in the database. */
  readonly database: number;
}

/** Side of the pictures in pixels; they are photographs of noise, which JPEG packs worst. */
const SIDE = 640;
const QUERIES = 30;

const INGEST = `mutation ($images: [IngestImageInput!]!) { ingestImages(images: $images) { stored } }`;
const SEARCH = `query ($image: ImageInput, $instruction: String) { search(image: $image, instruction: $instruction) { id } }`;

/** A server with one worker, asked as a client asks. */
export async function measureModel({
  name,
  model,
  precision,
  pictures,
}: {
  readonly name: string;
  /** Id or folder. */
  readonly model: string;
  readonly precision: ModelFigures['precision'];
  readonly pictures: number;
}): Promise<ModelFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'leopard-capacity-'));
  const settings = {
    DATA_FOLDER: folder,
    MODEL: model,
    PRECISION: precision,
    ENCODER_WORKERS: '1',
    ALLOW_OPEN_ACCESS: 'true',
  };
  try {
    const first = await MeasuredServer.start(settings);
    await first.stop();
    const empty = bytesOf(join(folder, 'leopard.db'));
    const server = await MeasuredServer.start(settings);
    const files = await Promise.all(Array.from({ length: pictures + QUERIES }, (_, seed) => drawn(seed)));
    const started = performance.now();
    for (let start = 0; start < pictures; start += 20) {
      const images = files.slice(start, Math.min(pictures, start + 20)).map((base64) => ({ image: { base64 } }));
      await server.ask(INGEST, { images });
    }
    const seconds = (performance.now() - started) / 1000;
    const composed = await times(QUERIES, (index) =>
      server.ask(SEARCH, { image: { base64: files[pictures + index] }, instruction: `in the colour number ${index}` }),
    );
    const worded = await times(QUERIES, (index) => server.ask(SEARCH, { instruction: `a red mug, number ${index}` }));
    const memory = await server.memory();
    await server.stop();
    return {
      ...{
        model: name,
        precision,
        firstStart: first.start,
        start: server.start,
        rate: pictures / seconds,
        composed,
        worded,
        memory,
      },
      database: Math.max(0, bytesOf(join(folder, 'leopard.db')) - empty) / pictures,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function times(count: number, work: (index: number) => Promise<unknown>): Promise<number> {
  const measured: number[] = [];
  for (let index = 0; index < count; index++) {
    const started = performance.now();
    await work(index);
    measured.push(performance.now() - started);
  }
  return median(measured);
}

/** A JPEG that no other is like, in base64. */
async function drawn(seed: number): Promise<string> {
  const background = { r: (seed * 37) % 256, g: (seed * 91) % 256, b: (seed * 53) % 256 };
  const noise = { type: 'gaussian', mean: 128, sigma: 30 } as const;
  const texture = await sharp({ create: { width: SIDE, height: SIDE, channels: 3, background, noise } })
    .png()
    .toBuffer();
  const plain = sharp({ create: { width: SIDE, height: SIDE, channels: 3, background } });
  return (
    await plain
      .composite([{ input: texture, blend: 'soft-light' }])
      .jpeg()
      .toBuffer()
  ).toString('base64');
}
