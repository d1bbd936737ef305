/** A process that has a vector store open, with one record, until it is killed. Configured by its environment. */
import { readConfig } from '../../src/config/index.js';
import { openIndex } from './open-index.js';
import { IDENTITY, record } from './vectors.js';

const store = await openIndex(readConfig(process.env).storage, { identity: IDENTITY });
await store.upsert([record(1)]);
process.stdout.write('open\n');
setInterval(() => undefined, 60_000);
