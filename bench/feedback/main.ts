/**
 * What `like` and `unlike` do, measured: `npm run bench:feedback -- <data folder with the catalogue> <queries.jsonl> [--sheets <folder>]`.
 * The queries are those of `leopard catalogue --queries`; `--sheets` draws what docs/search.md shows.
 */
import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { readConfig } from '../../src/config/index.js';
import { openServices } from '../../src/services.js';
import { readQueries } from '../../src/services/evaluation/queries.js';
import { measureMarking } from './marking.js';
import { drawSheets } from './sheets.js';
import { measureUnlike } from './unlike.js';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { sheets: { type: 'string' } } });
const [folder, file] = positionals;
if (folder === undefined || file === undefined) throw new Error('Name a data folder and a file of queries.');
const services = await openServices(readConfig({ DATA_FOLDER: folder }), pino({ level: 'silent' }));
try {
  const { wrong, before, after, residualBefore, residualAfter } = await measureMarking(
    services,
    await readQueries(file),
  );
  const percent = (value: number) => `${(100 * value).toFixed(1)} %`;
  console.log(`theme transfer, first answer wrong, a right one among the first nine: ${wrong} questions`);
  console.log(`recall@9, two good and one bad hit marked: ${percent(before)} → ${percent(after)}`);
  console.log(
    `the same, of right pictures that were not marked: ${percent(residualBefore)} → ${percent(residualAfter)}`,
  );
  for (const { question, without, withUnlike } of await measureUnlike(services)) {
    console.log(`leopards among the first nine, ${question}: ${without} → ${withUnlike} with unlike: leopard`);
  }
  if (values.sheets !== undefined) await drawSheets(services, values.sheets);
} finally {
  await services.close();
}
