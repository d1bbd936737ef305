// Argument: a data folder that fill.mjs made. Answers with milliseconds and MiB.
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { openSqlite } from '../../../dist/services/storage/database/sqlite/open.js';
import { serve } from '../../encoder/scenarios/common.mjs';
import { picture } from './pictures.mjs';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

const TIMES = 100;
const WRITES = 512;

const [folder] = process.argv.slice(2);
const equals = (key, value) => ({ all: [{ key, equals: value }] });

await serve(async () => {
  const started = performance.now();
  const database = await openSqlite(folder);
  const { images, generations } = database;
  await images.page({ first: 20, order: 'NEWEST' });
  const open = performance.now() - started;
  const encoder = await generations.encoder('bench', { model: 'bench' });

  const operations = {
    'newest page': () => images.page({ first: 20, order: 'NEWEST' }),
    // Each time another filter.
    'filter, 0.01 %': (n) =>
      page({
        all: [
          { key: 'rare', equals: true },
          { key: 'number', atLeast: -n },
        ],
      }),
    'filter, 1 %': (n) =>
      page({
        all: [
          { key: 'seldom', equals: true },
          { key: 'number', atLeast: -n },
        ],
      }),
    'filter, 50 %': (n) =>
      page({
        all: [
          { key: 'half', equals: true },
          { key: 'number', atLeast: -n },
        ],
      }),
    metadataFields: () => images.fields(20, 100),
    totalCount: () => images.count(),
    'totalCount of a colour': () => images.count(equals('colour', 'red')),
  };
  const page = (filter) => images.page({ first: 20, order: 'NEWEST', filter });
  const p50 = {};
  for (const [name, operation] of Object.entries(operations)) {
    const times = [];
    for (let n = 0; n < TIMES; n++) {
      const before = performance.now();
      await operation(n);
      times.push(performance.now() - before);
    }
    p50[name] = times.sort((one, other) => one - other)[TIMES / 2];
  }
  collect();
  const resident = process.memoryUsage.rss() / 1024 ** 2;

  let number = 1e9 + Math.floor(Math.random() * 1e8);
  const put = {};
  const delay = monitorEventLoopDelay({ resolution: 1 });
  for (const atOnce of [1, 8, 64]) {
    const writes = atOnce === 1 ? WRITES / 4 : WRITES;
    const batch = Array.from({ length: writes }, () => picture(number++, encoder));
    if (atOnce === 64) delay.enable();
    const before = performance.now();
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        for (let next = batch.pop(); next !== undefined; next = batch.pop()) await images.put([next]);
      }),
    );
    put[`${atOnce} at once`] = (performance.now() - before) / writes;
  }
  delay.disable();
  await database.close();
  return { open, resident, p50, put, loopDelay: delay.percentile(99) / 1e6 };
});
