// Stores, changes and deletes pictures until it is killed, writing down what was begun and what was acknowledged.
// Run by the kill tests as a process of its own: writer.ts <folder> <seed> [vectors]
import { writeSync } from 'node:fs';
import { openImageStore } from '../../src/services/storage/file-store/images/index.js';
import type { VectorStore } from '../../src/services/storage/vectors/types.js';
import { identity, newImage } from './support.js';

/** Pictures that come and go; few, so that each is stored, changed and deleted again and again. */
const PICTURES = 60;
/** Changes at a time, each of another picture. */
const CONCURRENT = 12;

const [folder = '', seed = '0', withVectors] = process.argv.slice(2);
let vectors: VectorStore | undefined;
const images = await openImageStore(folder, { identity, purge: async (ids) => vectors?.delete(ids) });
if (withVectors !== undefined) {
  // Loaded only where they are used: each of many writers starts faster without.
  const { openVectorStore, synchronise } = await import('../../src/services/storage/vectors/index.js');
  const { readConfig } = await import('../../src/config/index.js');
  vectors = await openVectorStore(readConfig({ DATA_FOLDER: folder }).storage, { identity });
  await synchronise(images, vectors);
}

let state = (Number(seed) * 2654435761 + 1) >>> 0;
/** A whole number below `limit`: xorshift32. */
function random(limit: number): number {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  state >>>= 0;
  return state % limit;
}

/** Reaches the parent also when this process is killed right after. */
const say = (line: string) => void writeSync(1, `${line}\n`);
const names = Array.from({ length: PICTURES }, (_, n) => `picture-${n}`);
let step = 0;

async function change(name: string): Promise<void> {
  const number = (step += 1);
  const image = newImage(name, names.indexOf(name), { step: number, padding: 'x'.repeat(random(400)) });
  const { id } = image.record;
  const wanted = random(10);
  if (wanted < 5) {
    say(`begin put ${name} ${number}`);
    await images.put(image);
    await vectors?.upsert([{ id, embedding: image.embedding, metadata: images.get(id)?.metadata ?? {} }]);
    say(`done put ${name} ${number}`);
  } else if (wanted < 7) {
    say(`begin update ${name} ${number}`);
    const changed = await images.update(id, { metadata: { step: number } });
    if (changed !== undefined) await vectors?.upsert([{ id, embedding: image.embedding, metadata: changed.metadata }]);
    say(`done update ${name} ${number}`);
  } else {
    say(`begin delete ${name} ${number}`);
    await images.delete([id]);
    say(`done delete ${name} ${number}`);
  }
}

const free = [...names];
async function work(): Promise<void> {
  for (;;) {
    const [name] = free.splice(random(free.length), 1);
    if (name === undefined) return;
    await change(name);
    free.push(name);
  }
}

say('ready');
await Promise.all(Array.from({ length: CONCURRENT }, work));
