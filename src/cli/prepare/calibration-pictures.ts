import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../../lib/hash.js';
import { SetupError } from '../../lib/errors.js';
import type { CalibrationPictures } from '../../services/encoder/quantisation/make-samples.js';

const PICTURE = /\.(jpe?g|png|webp|gif|avif)$/i;
/** Drawn ones are of this size, in pixels. */
const SIDE = 448;
const DRAWN = 200;
/** Of JPEG, as the catalogue's. */
const QUALITY = 88;

/** Pictures of a folder, in an order that has nothing to do with their names. @throws SetupError SOURCE_NOT_FOUND */
export async function folderPictures(folder: string): Promise<CalibrationPictures & { readonly key: string }> {
  const names = await readdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw new SetupError('SOURCE_NOT_FOUND', `${folder} cannot be read. Give --calibrate a folder of pictures.`, {
      cause,
    });
  });
  const files = names.filter((name) => PICTURE.test(name)).toSorted((a, b) => (sha256(a) < sha256(b) ? -1 : 1));
  return {
    drawn: false,
    count: files.length,
    key: `${folder}\n${files.join('\n')}`,
    picture: async (index) => {
      const name = files[index];
      return name === undefined ? undefined : readFile(join(folder, name));
    },
  };
}

/** Products that Leopard draws itself, as in the demo's catalogue. */
export async function drawnPictures(seed: number): Promise<CalibrationPictures & { readonly key: string }> {
  const { drawSubject, planAssortment } = await import('../../demo/catalogue/index.js');
  const subjects = planAssortment(seed, DRAWN);
  return {
    drawn: true,
    count: Infinity,
    key: `drawn ${seed} ${QUALITY}`,
    picture: async (index) => {
      const subject = subjects[(index * 7) % subjects.length];
      return subject && drawSubject(subject, seed * 1000 + index, SIDE).encode('jpeg', QUALITY);
    },
  };
}
