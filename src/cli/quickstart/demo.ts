import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CATALOGUE_FILE, type CatalogueEntry, drawCatalogue } from '../../demo/catalogue/index.js';
import { SetupError } from '../../lib/errors.js';
import type { StoredImage } from '../../services/storage/types/index.js';
import type { Services } from '../../services.js';
import { commandConfig } from '../environment.js';
import { progressBar } from '../progress.js';
import type { QuickstartFlags } from './flags.js';
import { requireSpace } from '../../services/encoder/models/download/disk.js';
import { ingestFiles } from './ingest-files.js';
import { OWN_FOLDER } from './own-folder.js';
import { askSample } from './sample-search.js';
import { serveAndShow } from './serve-and-show.js';
import { say } from './show.js';

/** Catalogue, originals, index and renditions together, in bytes. */
const NEEDED_SPACE = 300 * 1024 ** 2;
const INSTRUCTION = 'phone case with this image theme';

/** The drawn catalogue, with the model that knows it. */
export async function quickstartDemo(flags: QuickstartFlags): Promise<void> {
  const config = commandConfig(flags, { quiet: true, fixed: { MODEL: 'demo', ...OWN_FOLDER } });
  const folder = path.join(config.storage.dataFolder, 'quickstart');
  await mkdir(folder, { recursive: true });
  await requireSpace(folder, NEEDED_SPACE);
  // The server first: a port that is taken is said before anything is drawn, and the page can be watched as it fills.
  await serveAndShow(config, flags, async ({ services, url }, signal) => {
    const catalogue = path.join(folder, 'catalogue');
    const entries = await catalogueIn(catalogue, signal);
    await ingestCatalogue(services, catalogue, entries, { marker: path.join(folder, 'ingested'), signal });
    const leopard = await leopardOf(services);
    return {
      answer: await askSample(url, { image: { id: leopard.id }, instruction: INSTRUCTION }),
      pictureName: leopard.fileName ?? leopard.id,
      picture: await services.collection.originals.bytes(leopard.id),
      sheetFile: path.join(folder, 'contact-sheet.png'),
    };
  });
}

/** The catalogue's list; drawn first where it is not there, or not all of it. */
async function catalogueIn(folder: string, signal: AbortSignal): Promise<CatalogueEntry[]> {
  const list = await readFile(path.join(folder, CATALOGUE_FILE), 'utf8').catch(() => undefined);
  if (list !== undefined) {
    return list
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as CatalogueEntry);
  }
  say('Drawing a catalogue of products, and pictures to search with.');
  const progress = progressBar('Drawing', 'pictures');
  try {
    return await drawCatalogue(folder, { onProgress: progress.update, signal });
  } finally {
    progress.stop();
  }
}

/** Once: pictures that a person deletes afterwards do not come back with the next start. */
async function ingestCatalogue(
  services: Services,
  folder: string,
  entries: readonly CatalogueEntry[],
  { marker, signal }: { readonly marker: string; readonly signal: AbortSignal },
): Promise<void> {
  const done = await access(marker).then(
    () => true,
    () => false,
  );
  if (done) return;
  const files = entries.map(({ file, metadata }) => ({
    path: path.join(folder, file),
    fileName: file,
    metadata: { ...metadata },
  }));
  await ingestFiles(services, files, signal);
  await writeFile(marker, '');
}

async function leopardOf({ collection }: Services): Promise<StoredImage> {
  const conditions = [
    { key: 'kind', equals: 'theme' },
    { key: 'theme', equals: 'leopard' },
  ];
  const page = await collection.page({ first: 1, order: 'OLDEST', filter: { all: conditions } });
  const [leopard] = page.images;
  if (leopard) return leopard;
  throw new SetupError(
    'SAMPLE_PICTURE_MISSING',
    'The leopard picture was deleted from this collection. Start over with an empty folder: --data-folder <folder>.',
  );
}
