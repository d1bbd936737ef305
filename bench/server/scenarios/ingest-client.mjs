// Ingests pictures of 1000 × 1000 by multipart requests, as `leopard ingest` does, for so many seconds.
// Asked with { url, seconds }, it answers with the pictures that were stored a second.
import { Blob } from 'node:buffer';
import { performance } from 'node:perf_hooks';
import { fetch, FormData } from 'undici';
import { serve } from '../../encoder/scenarios/common.mjs';
import { numberedPictures } from './pictures.mjs';

const SIDE = 1000;
const DRAWINGS = 4;
const BATCH = 16;
const REQUESTS = 2;
const QUERY = 'mutation ($images: [IngestImageInput!]!) { ingestImages(images: $images) { stored } }';

const picture = await numberedPictures(SIDE, DRAWINGS);

async function send(url, first) {
  const numbers = Array.from({ length: BATCH }, (_, index) => index);
  const images = numbers.map((index) => ({ image: { upload: null }, metadata: { number: first + index } }));
  const form = new FormData();
  form.set('operations', JSON.stringify({ query: QUERY, variables: { images } }));
  form.set(
    'map',
    JSON.stringify(Object.fromEntries(numbers.map((index) => [index, [`variables.images.${index}.image.upload`]]))),
  );
  for (const index of numbers) form.set(String(index), new Blob([picture(first + index)]), `${first + index}.jpg`);
  const headers = { 'apollo-require-preflight': 'true' };
  const answer = await (await fetch(`${url}/graphql`, { method: 'POST', headers, body: form })).json();
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  return answer.data.ingestImages.stored;
}

await serve(async ({ url, seconds }) => {
  const started = performance.now();
  const elapsed = () => (performance.now() - started) / 1000;
  let next = 0;
  let stored = 0;
  const work = async () => {
    while (elapsed() < seconds) {
      const first = next;
      next += BATCH;
      stored += await send(url, first);
    }
  };
  await Promise.all(Array.from({ length: REQUESTS }, work));
  return { picturesPerSecond: stored / elapsed() };
});
