import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { readConfig } from '../../src/config/index.js';
import { openServices } from '../../src/services.js';
import { indexPlace } from '../support/index-place.js';
import { compareSearches } from './reference.js';

/** Compares random searches on one vector engine with the reference, in a data folder that is gone afterwards. */
export async function compareOn(engine: string, options: { searches: number; seed: number }): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'leopard-reference-'));
  const place = await indexPlace(engine, folder);
  // Every hit is counted, however bad it is.
  const settings = { DATA_FOLDER: folder, ENCODER_WORKERS: '1', MATCH_WEAK: '0', ...place.settings };
  const services = await openServices(readConfig(settings), pino({ level: 'silent' }));
  try {
    return await compareSearches(services, options);
  } finally {
    await services.close();
    await place.release();
    await rm(folder, { recursive: true, force: true });
  }
}
