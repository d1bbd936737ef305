import { readConfig } from '../../src/config/index.js';
import { examineDataFolder } from '../../src/services/collection/doctor/doctor.js';
import { storedEncoder } from '../../src/services/storage/encoder-number.js';
import { IndexFeed } from '../../src/services/storage/feed/index-feed.js';
import { openStorage } from '../../src/services/storage/open.js';
import { openVectorEngine } from '../../src/services/storage/vectors/index.js';

const SILENT = { info: () => undefined, warn: () => undefined };

/**
 * Starts and stops as a server does (recovery, catch-up of the index) and asks the doctor.
 * `index`: settings of the index's place.
 * @returns what it finds, harmless things included
 */
export async function examinedAfterRestart(folder: string, index: Readonly<Record<string, string>>): Promise<string[]> {
  const config = readConfig({ DATA_FOLDER: folder, ...index }).storage;
  const storage = await openStorage(folder, { create: false, logger: SILENT });
  const encoder = await storedEncoder(storage.database.generations);
  if (encoder !== undefined) {
    const feed = await IndexFeed.open({
      database: storage.database,
      engine: await openVectorEngine(config),
      identity: { encoder: encoder.identity, encoderNumber: encoder.number, deployment: storage.deployment },
      logger: SILENT,
    });
    await feed.close();
  }
  await storage.close();
  const { findings } = await examineDataFolder(folder, { openEngine: () => openVectorEngine(config) });
  // What the next start completes by itself, and the original of a picture whose storing was never acknowledged.
  const harmless = ['UNFINISHED_DELETION', 'ORIGINAL_WITHOUT_RECORD'];
  const left = findings.filter(({ kind }) => !harmless.includes(kind));
  return left.map(({ kind, subject, message }) => `${kind} ${subject} ${message}`);
}
