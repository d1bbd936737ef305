/**
 * A large photograph over a slow line: `npm run bench:photograph -- [--megabytes 6] [--line 1] [--rounds 5]`. It is searched with, then narrowed,
 * cut off, changed by two instructions and refined; whatever comes after the first search names that search. The encoder is the demo model.
 */
import 'reflect-metadata';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { CATALOGUE_FILE, drawCatalogue, drawSubject } from '../../src/demo/catalogue/index.js';
import { BUILT_PROGRAM } from '../../tests/support/built-server.js';
import { send, upload } from '../../tests/support/graphql.js';
import { MeasuredServer } from '../capacity/server.js';
import { atMost, ms, printTable, type Row } from '../table.js';
import { openSlowLine } from './slow-line.js';

const { values } = parseArgs({
  options: {
    megabytes: { type: 'string', default: '6' },
    line: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '5' },
  },
});
const PICTURES = 200;
const GOAL_MS = 60;
const ASK = `query ($image: ImageInput, $instruction: String, $filter: FilterInput, $minScore: Float, $like: [PartInput!], $unlike: [PartInput!]) {
  search(image: $image, instruction: $instruction, filter: $filter, minScore: $minScore, like: $like, unlike: $unlike) {
    id hits { score image { id } } timings { decode vision }
  }
}`;
interface Answer {
  readonly search: { readonly id: string; readonly hits: { image: { id: string } }[] } | null;
}

/** A JPEG of at least so many bytes: a drawn leopard under the grain of a camera. */
async function photograph(bytes: number): Promise<File> {
  const size = { width: 4000, height: 3000, channels: 3, background: '#808080' } as const;
  const grain = await sharp({ create: { ...size, noise: { type: 'gaussian', mean: 128, sigma: 20 } } })
    .png()
    .toBuffer();
  const leopard = await drawSubject(
    { category: null, theme: 'leopard', colour: null, themePicture: 'scene' },
    1,
    1000,
  ).encode('png');
  const picture = await sharp(leopard)
    .resize(size.width, size.height)
    .composite([{ input: grain, blend: 'soft-light' }])
    .raw()
    .toBuffer({ resolveWithObject: true });
  for (let quality = 10; ; quality += 5) {
    const jpeg = await sharp(picture.data, { raw: picture.info }).jpeg({ quality }).toBuffer();
    if (jpeg.length >= bytes || quality >= 100)
      return new File([new Uint8Array(jpeg)], 'photograph.jpg', { type: 'image/jpeg' });
  }
}

const folder = await mkdtemp(join(tmpdir(), 'leopard-photograph-'));
const data = join(folder, 'data');
await drawCatalogue(join(folder, 'shop'), { size: PICTURES, seed: 41 });
const shop = join(folder, 'shop', CATALOGUE_FILE);
spawnSync(process.execPath, [BUILT_PROGRAM, 'ingest', shop, '--data-folder', data], { stdio: 'ignore' });
const server = await MeasuredServer.start({ DATA_FOLDER: data });
try {
  const line = await openSlowLine(server.url, Number(values.line) * 1e6);
  const endpoint = `${line.url}/graphql`;
  const picture = await photograph(Number(values.megabytes) * 1e6);
  const rows: Row[] = [];
  /** Asks, and notes the time and what the line carried. */
  async function measured(what: string, ask: () => Promise<{ data?: Answer | null; errors?: unknown }>, most?: number) {
    const [started, before] = [performance.now(), line.sent()];
    const { data: answer, errors } = await ask();
    if (!answer?.search) throw new Error(`${what}: ${JSON.stringify(errors)}`);
    const took = performance.now() - started;
    const name = `${what}, ms (${((line.sent() - before) / 1e6).toFixed(3)} MB sent)`;
    rows.push(most === undefined ? [name, ms(took)] : atMost(name, took, most));
    return answer.search;
  }
  const image = { upload: picture };
  const first = await measured(`a photograph of ${(picture.size / 1e6).toFixed(1)} MB`, () =>
    upload<Answer>(endpoint, ASK, { image }),
  );
  const again = (variables: object) => () => send<Answer>(endpoint, ASK, { image: { search: first.id }, ...variables });
  for (let round = 1; round <= Number(values.rounds); round++) {
    const price = { all: [{ key: 'price', lessThan: 20 + round }] };
    await measured(`a filter, ${round}`, again({ filter: price }), GOAL_MS);
  }
  await measured('a cut-off', again({ minScore: 0.2 }), GOAL_MS);
  await measured('an instruction', again({ instruction: 'as a mug' }));
  await measured('another one', again({ instruction: 'phone case with this theme' }));
  const [good, bad] = first.hits.map((hit) => ({ image: { id: hit.image.id } }));
  await measured('more like this, less like that', again({ like: [good], unlike: [bad] }));
  rows.push(atMost('sent in all, photographs', line.sent() / picture.size, 1.01, (value) => value.toFixed(3)));
  printTable(rows);
  line.close();
} finally {
  await server.stop();
  await rm(folder, { recursive: true });
}
