import { readConfig } from '../../src/config/index.js';
import { examineDataFolder } from '../../src/services/collection/doctor/doctor.js';
import { openVectorStore, synchronise } from '../../src/services/storage/vectors/index.js';
import { openImageStore } from '../../src/services/storage/file-store/images/index.js';
import { readDescription, StoreLayout } from '../../src/services/storage/file-store/images/layout.js';
import { identity as ofWriter } from './support.js';

/**
 * Starts and stops as a server does (recovery, catch-up of the index) and asks the doctor.
 * `index`: settings of the index's place; undefined where there is none.
 * @returns what it finds, harmless things included
 */
export async function examinedAfterRestart(
  folder: string,
  index: Readonly<Record<string, string>> | undefined,
): Promise<string[]> {
  const { storage } = readConfig({ DATA_FOLDER: folder, ...index });
  const identity = (await readDescription(new StoreLayout(folder)))?.identity ?? ofWriter;
  if (index) {
    const vectors = await openVectorStore(storage, { identity });
    const images = await openImageStore(folder, { identity, purge: (ids) => vectors.delete(ids) });
    await synchronise(images, vectors);
    await images.close();
    await vectors.close();
  }
  const openVectors = index ? () => openVectorStore(storage, { identity }) : undefined;
  const { findings } = await examineDataFolder(folder, { openVectors });
  return findings.map(({ kind, subject, message }) => `${kind} ${subject} ${message}`);
}
