/**
 * `npm run bench:capacity -- [--models demo,full-size] [--pictures 100] [--vectors 20000] [--original 200000]`
 * What an operator plans with, on the machine that it runs on: the tables of docs/scaling.md. `full-size` has the size and the graph of
 * visualized-bge-base-en-v1.5, and made-up weights; any other word is an installed model or a folder. A folder that was prepared for int8
 * (`leopard models prepare`) has a row of it too.
 */
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { fullSizeModel } from '../encoder/full-size-model.js';
import { isPrepared } from '../encoder/precisions.js';
import { measureModel, type ModelFigures } from './model.js';
import { planFor } from './plan.js';
import { measureStore } from './store.js';

const { values } = parseArgs({
  options: {
    models: { type: 'string', default: 'demo,full-size' },
    pictures: { type: 'string', default: '100' },
    vectors: { type: 'string', default: '20000' },
    /** Bytes of a picture file of one's own, for the plans. */
    original: { type: 'string', default: '200000' },
  },
});

const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
const kilobytes = (bytes: number) => (bytes / 1000).toFixed(1);
const seconds = (milliseconds: number) => (milliseconds / 1000).toFixed(1);
const size = (bytes: number) =>
  bytes < 1e12 ? `${(bytes / 1e9).toFixed(bytes < 1e10 ? 1 : 0)} GB` : `${(bytes / 1e12).toFixed(1)} TB`;
const time = (hours: number) =>
  hours < 1 ? `${Math.ceil(hours * 60)} min` : hours < 72 ? `${hours.toFixed(0)} h` : `${(hours / 24).toFixed(0)} days`;

const figures: ModelFigures[] = [];
for (const name of values.models.split(',')) {
  const model = name === 'full-size' ? await fullSizeModel() : name;
  for (const precision of isPrepared(model) ? (['fp32', 'int8'] as const) : (['fp32'] as const)) {
    process.stderr.write(`measuring ${name}, ${precision} …\n`);
    figures.push(await measureModel({ name, model, precision, pictures: Number(values.pictures) }));
  }
}
process.stderr.write('measuring the store …\n');
const stores = [await measureStore(768, Number(values.vectors)), await measureStore(128, Number(values.vectors))];

console.log(`${cpus()[0]?.model ?? ''}, ${availableParallelism()} cores, Node ${process.version}\n`);
console.log(
  table(
    [
      'model',
      'pictures a second, one worker',
      'search, picture and words: ms',
      'search, words: ms',
      'first start, s',
      'start, s',
      'memory, MiB',
    ],
    figures.map(({ model, precision, rate, composed, worded, firstStart, start, memory }) => [
      `${model}, ${precision}`,
      rate.toFixed(1),
      composed.toFixed(0),
      worded.toFixed(0),
      seconds(firstStart),
      seconds(start),
      memory.toFixed(0),
    ]),
  ),
);
console.log(
  `\n${table(
    ['of one picture', 'kB on the disk'],
    [
      ...figures
        .filter(({ precision }) => precision === 'fp32')
        .map(({ model, database }) => [`database, ${model}`, kilobytes(database)]),
      ...stores.map(({ dimension, bytes, vectors }) => [
        `LanceDB, ${dimension} numbers (of ${vectors.toLocaleString('en')})`,
        kilobytes(bytes),
      ]),
    ],
  )}\n`,
);
const largest = figures.findLast(({ precision }) => precision === 'fp32');
const [store] = stores;
if (largest === undefined || store === undefined) throw new Error('nothing was measured');
console.log(
  table(
    [`${largest.model}: pictures`, 'cores', 'encoding', 'originals', 'database', 'index in LanceDB'],
    planFor(largest, store, Number(values.original)).map(({ pictures, cores, hours, originals, database, vectors }) => [
      pictures.toLocaleString('en'),
      String(cores),
      time(hours),
      size(originals),
      size(database),
      size(vectors),
    ]),
  ),
);
console.log(
  `\nMeasured: ${values.pictures} pictures, ${values.vectors} vectors, one worker. All of the last table is extrapolated: straight lines, ` +
    `picture files of ${values.original} bytes, cores as fast as this one.`,
);
process.exit();
