import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { replaceFile } from '../../../../lib/atomic-file.js';
import { type HubFile } from './hub.js';

const pinsFile = z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/));

/** Hashes of hub files that Leopard does not know beforehand: whatever the first download brought is what later ones must bring. */
export interface Pins {
  readonly path: string;
  get(file: HubFile): string | undefined;
  set(file: HubFile, sha256: string): Promise<void>;
}

const keyOf = ({ repository, revision, path }: HubFile) => `${repository}@${revision}/${path}`;

/** Reads `pins.json` in the models folder. A file that cannot be read is as good as none. */
export async function readPins(modelsFolder: string): Promise<Pins> {
  const path = join(modelsFolder, 'pins.json');
  const content: unknown = await readFile(path, 'utf8')
    .then(JSON.parse)
    .catch(() => ({}));
  const pins = new Map(Object.entries(pinsFile.catch({}).parse(content)));
  return {
    path,
    get: (file) => pins.get(keyOf(file)),
    set: async (file, sha256) => {
      pins.set(keyOf(file), sha256);
      await replaceFile(path, `${JSON.stringify(Object.fromEntries(pins), null, 2)}\n`);
    },
  };
}
