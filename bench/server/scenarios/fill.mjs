// Fills a data folder through the collection and its index, without the encoder's and the network's time.
// Arguments: data folder, number of pictures. Answers with the seconds until all are stored and found, and until their index is tidied.
import { performance } from 'node:perf_hooks';
import { serve } from '../../encoder/scenarios/common.mjs';
import { constantEncoder } from './constant-encoder.mjs';
import { numberedPictures } from './pictures.mjs';
import 'reflect-metadata';
import { pino } from 'pino';
import { readConfig } from '../../../dist/config/index.js';
import { openServices } from '../../../dist/services.js';
import { imageId } from '../../../dist/services/image-files/image-id.js';
import { makePlaceholder } from '../../../dist/services/collection/inspect.js';

const SIDE = 96;
const DRAWINGS = 64;
/** Puts at a time: they share fsyncs. */
const AT_ONCE = 64;
const CATEGORIES = ['mug', 'shirt', 'phone case', 'cushion', 'poster', 'bag'];

const [folder, count] = process.argv.slice(2);
const pictures = Number(count);
const encoder = constantEncoder(pictures);
const config = readConfig({ DATA_FOLDER: folder });
const { collection, vectors, close } = await openServices(config, pino({ level: 'silent' }), {
  openEncoder: async () => encoder,
});
const picture = await numberedPictures(SIDE, DRAWINGS);
const placeholders = await Promise.all(
  Array.from({ length: DRAWINGS }, (_, number) => makePlaceholder(picture(number), config.limits)),
);

async function put(number) {
  const original = picture(number);
  const id = await imageId(original);
  const { embedding } = await encoder.encode({ image: { id } });
  const record = {
    id,
    fileName: `picture-${number}.jpg`,
    mimeType: 'image/jpeg',
    bytes: original.length,
    width: SIDE,
    height: SIDE,
    placeholder: placeholders[number % DRAWINGS],
    metadata: { number, category: CATEGORIES[number % CATEGORIES.length], price: (number * 7) % 100, tags: ['drawn'] },
    createdAt: new Date(1.7e12 + number).toISOString(),
  };
  const embeddings = [{ encoder: vectors.active.number, embedding: { vector: embedding, length: 1 } }];
  await collection.inTurn(id, () => collection.add({ original, record, embeddings }));
}

await serve(async () => {
  const seconds = (since) => (performance.now() - since) / 1000;
  const started = performance.now();
  let next = 0;
  const work = async () => {
    while (next < pictures) await put(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  // Each was found by then.
  const stored = seconds(started);
  await vectors.active.index.optimise();
  const optimised = seconds(started);
  await close();
  return { stored, optimised };
});
