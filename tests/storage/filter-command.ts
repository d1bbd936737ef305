// Random filters against the reference: tsx tests/storage/filter-command.ts [filters] [seed]
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqlite } from '../../src/services/storage/database/sqlite/open.js';
import { randomFilters } from './conformance/random-filters.js';

const [filters = '1000', seed = '1'] = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), 'leopard-filters-'));
const database = await openSqlite(folder);
const differences = await randomFilters(database, { pictures: 500, filters: Number(filters), seed: Number(seed) });
await database.close();
await rm(folder, { recursive: true });
for (const difference of differences) console.log(difference);
console.log(`${filters} filters, seed ${seed}: ${differences.length} differences`);
process.exitCode = differences.length === 0 ? 0 : 1;
