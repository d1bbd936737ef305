// Arguments: data folder, number of pictures. Fills the database; answers with the seconds.
import { performance } from 'node:perf_hooks';
import { openSqlite } from '../../../dist/services/storage/database/sqlite/open.js';
import { serve } from '../../encoder/scenarios/common.mjs';
import { picture } from './pictures.mjs';

const BATCH = 500;

const [folder, count] = process.argv.slice(2);
await serve(async () => {
  const started = performance.now();
  const database = await openSqlite(folder);
  const encoder = await database.generations.encoder('bench', { model: 'bench' });
  for (let start = 0; start < Number(count); start += BATCH) {
    const numbers = Array.from({ length: Math.min(BATCH, Number(count) - start) }, (_, offset) => start + offset);
    await database.images.put(numbers.map((number) => picture(number, encoder)));
  }
  await database.close();
  return { seconds: (performance.now() - started) / 1000 };
});
