import type { Config } from '../../config/index.js';
import { openServices, type ServiceOptions } from '../../services.js';
import { detectFormat } from '../../services/image-files/formats.js';
import { isShared } from '../../services/storage/shared.js';
import { createLogger } from '../../lib/logger.js';
import type { FileOutcome, IngestTarget, PictureFile } from './types.js';

/** Ingests in this process, which owns the data folder meanwhile. @throws SetupError */
export async function openServiceTarget(config: Config, options?: ServiceOptions): Promise<IngestTarget> {
  const services = await openServices(config, createLogger(config.server.logLevel), options);
  const { ingestion } = services;
  return {
    description: isShared(config.storage) ? services.storage.place : `the data folder ${config.storage.dataFolder}`,
    // Those that wait have not been read.
    concurrency: ingestion.concurrency,
    async ingest(file: PictureFile): Promise<FileOutcome> {
      const read = async () => {
        const bytes = await file.read();
        return { bytes, mimeType: await detectFormat(bytes), fileName: file.fileName };
      };
      const { metadata, givenName } = file;
      const result = await ingestion.ingest({
        source: { kind: 'file', read },
        ...(metadata && { metadata }),
        ...(givenName !== undefined && { fileName: givenName }),
      });
      if (result.status !== 'REJECTED') return { status: result.status };
      return { status: 'REJECTED', error: { code: result.error.code, message: result.error.message } };
    },
    close: () => services.close(),
  };
}
