import { access, mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { HubSettings } from '../../services/encoder/models/download/hub.js';
import { createHub, releaseUrl } from '../../services/encoder/models/download/hub.js';
import { obtain } from '../../services/encoder/models/download/obtain.js';
import { readPins } from '../../services/encoder/models/download/pins.js';
import { TUTORIAL } from './dataset.js';
import { unpack } from './unpack.js';

export interface TutorialData {
  readonly queryPicture: string;
  /** Paths, in the order of their names. */
  readonly pictures: readonly string[];
}

/**
 * The tutorial's pictures, in a folder: downloaded (continuing what an earlier run left) and unpacked where they are not there yet.
 * @throws SetupError HUB_*, DOWNLOAD_INCOMPLETE, HASH_MISMATCH, DISK_FULL, ARCHIVE_UNSAFE, ARCHIVE_DAMAGED
 */
export async function obtainTutorialData(
  folder: string,
  host: HubSettings,
  options: { onProgress: (done: number, total: number) => void; onNotice: (text: string) => void },
): Promise<TutorialData> {
  const unpacked = path.join(folder, 'unpacked');
  if (!(await exists(unpacked))) {
    await mkdir(folder, { recursive: true });
    await unpack(await download(folder, host, options), unpacked, TUTORIAL.limits);
  }
  const pictures = path.join(unpacked, TUTORIAL.pictures);
  const names = (await readdir(pictures)).filter((name) => name.endsWith('.jpg')).sort();
  return {
    queryPicture: path.join(unpacked, TUTORIAL.queryPicture),
    pictures: names.map((name) => path.join(pictures, name)),
  };
}

async function download(
  folder: string,
  host: HubSettings,
  options: Parameters<typeof obtainTutorialData>[2],
): Promise<string> {
  const { name, source } = TUTORIAL.archive;
  const archive = path.join(folder, name);
  if (await exists(archive)) return archive;
  // The token is the model hub's, and nobody else's.
  const hub = createHub({ ...host, token: undefined }, releaseUrl);
  try {
    await obtain({ name, source }, archive, undefined, {
      hub,
      pins: await readPins(folder),
      onProgress: (_file, done, total) => options.onProgress(done, total ?? done),
      onNotice: options.onNotice,
    });
  } finally {
    await hub.close();
  }
  return archive;
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );
