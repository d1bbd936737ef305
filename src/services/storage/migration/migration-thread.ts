import { parentPort, workerData } from 'node:worker_threads';
import { SetupError } from '../../../lib/errors.js';
import { faultOf } from '../database/sqlite/connection.js';
import { fingerprint } from '../encoder-number.js';
import { BulkWriter } from './bulk-writer.js';
import { copyDeployment } from './copy-deployment.js';
import { copyPictures } from './copy-pictures.js';
import { copySearches } from './copy-searches.js';
import { oldPaths } from './old-folder.js';
import { readOldPictures } from './old-pictures.js';
import type { FromMigration, MigrationSetup } from './protocol.js';
import { settleTemporary } from './settle-temporary.js';

/** Number of the only encoder of a folder of the old format. */
const ENCODER = 1;

const tell = (message: FromMigration) => parentPort?.postMessage(message);

/** Reads a folder of the old format and fills a new database file beside it; changes nothing that the old format would miss. */
function main({ folder, target, identity, keysFile, searchSeconds, now }: MigrationSetup): void {
  const { records, embeddings } = oldPaths(folder);
  const old = readOldPictures(records);
  settleTemporary(folder, old.pictures);
  const writer = new BulkWriter(target);
  writer.insert('encoder', {
    ...{ number: ENCODER, fingerprint: fingerprint(identity), identity: JSON.stringify(identity) },
  });
  copyPictures(writer, old, {
    ...{ records, embeddings, dimension: identity.dimension, encoder: ENCODER },
    onProgress: (done, total) => tell({ kind: 'progress', done, total }),
  });
  const searches = copySearches(writer, { folder, seconds: searchSeconds, now });
  copyDeployment(writer, { folder, keysFile, now });
  writer.finish(new Date(now).toISOString());
  tell({ kind: 'done', pictures: old.pictures.size, searches });
}

try {
  main(workerData as MigrationSetup);
} catch (error) {
  const setup = error instanceof SetupError ? error.code : undefined;
  tell({ kind: 'failed', fault: faultOf(error), ...(setup !== undefined && { setup }) });
}
