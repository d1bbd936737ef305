import { parentPort, workerData } from 'node:worker_threads';
import { eraseRecords } from './erase-records.js';
import type { ErasureSetup } from './protocol.js';

const { records, embeddings, dimension, ids } = workerData as ErasureSetup;
eraseRecords(records, embeddings, dimension, new Set(ids));
parentPort?.postMessage('done');
