import { readFile } from 'node:fs/promises';
import PQueue from 'p-queue';
import { SetupError } from '../../lib/errors.js';
import { detectFormat } from '../../services/image-files/formats.js';
import type { JsonObject } from '../../lib/json.js';
import type { Services } from '../../services.js';
import { progressBar } from '../progress.js';

export interface PictureFile {
  readonly path: string;
  readonly fileName: string;
  readonly metadata?: JsonObject;
}

/** Read ahead of the encoder; enough to keep it busy. */
const AT_ONCE = 16;

/**
 * Ingests pictures that ought to be good; what was ingested before is not encoded again.
 * @throws SetupError QUICKSTART_INGESTION where one was refused; the signal's reason, when those under way are done
 */
export async function ingestFiles(
  { ingestion }: Services,
  files: readonly PictureFile[],
  signal: AbortSignal,
): Promise<void> {
  const progress = progressBar('Adding', 'pictures');
  const queue = new PQueue({ concurrency: AT_ONCE });
  const refused: string[] = [];
  let done = 0;
  const take = async (file: PictureFile): Promise<void> => {
    signal.throwIfAborted();
    const read = async () => {
      const bytes = await readFile(file.path);
      return { bytes, mimeType: await detectFormat(bytes), fileName: file.fileName };
    };
    const result = await ingestion.ingest({
      source: { kind: 'file', read },
      fileName: file.fileName,
      metadata: file.metadata,
    });
    if (result.status === 'REJECTED') refused.push(`${file.path}: ${result.error.message}`);
    progress.update(++done, files.length);
  };
  try {
    await queue.addAll(files.map((file) => () => take(file)));
  } finally {
    await queue.onIdle();
    progress.stop();
  }
  if (refused.length > 0) {
    throw new SetupError(
      'QUICKSTART_INGESTION',
      `${refused.length} pictures were not added, the first of them ${refused[0] ?? ''}`,
    );
  }
}
