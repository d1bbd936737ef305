import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { LeopardError, SetupError } from '../../lib/errors.js';
import { imageId, isImageId } from '../image-files/image-id.js';
import type { Encoder } from '../encoder/types.js';
import type { EvaluationHit, EvaluationQuestion, EvaluationTarget } from './types.js';

interface GalleryPicture {
  readonly id: string;
  readonly file: string;
  readonly embedding: Float32Array;
}

const PICTURES = /\.(jpe?g|png|webp|gif|avif|tiff?)$/i;
const AT_ONCE = 4;

/**
 * A folder of pictures, encoded and searched exactly, in memory. `size`: how many.
 * @throws SetupError FOLDER_UNREADABLE; FOLDER_EMPTY where the folder holds no readable picture.
 */
export async function folderTarget(
  folder: string,
  encoder: Encoder,
  options: { onProgress?: (done: number, total: number) => void; signal?: AbortSignal } = {},
): Promise<EvaluationTarget & { readonly size: number }> {
  const names = await readdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw new SetupError('FOLDER_UNREADABLE', `${folder} cannot be read. Name a folder with pictures.`, { cause });
  });
  const files = names.filter((file) => PICTURES.test(file)).sort();
  const gallery: GalleryPicture[] = [];
  const pending = [...files];
  let done = 0;
  const work = async (): Promise<void> => {
    for (let file = pending.shift(); file !== undefined; file = pending.shift()) {
      options.signal?.throwIfAborted();
      const picture = await encodeFile(path.join(folder, file), file, encoder);
      if (picture) gallery.push(picture);
      options.onProgress?.(++done, files.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  if (gallery.length === 0)
    throw new SetupError('FOLDER_EMPTY', `${folder} holds no picture that can be read. Name a folder with pictures.`);

  const hash = async (image: string): Promise<string> => (isImageId(image) ? image : imageId(await readFile(image)));
  const fileOf = (id: string): string => {
    const picture = gallery.find((candidate) => candidate.id === id);
    if (!picture) throw new LeopardError('IMAGE_NOT_FOUND', `No picture ${id} in ${folder}.`);
    return path.join(folder, picture.file);
  };
  return {
    size: gallery.length,
    description: `${folder}: ${gallery.length} pictures, model ${encoder.identity.model}, preprocessing ${encoder.identity.preprocessing}`,
    idOf: hash,
    picture: (id) => readFile(fileOf(id)),
    async search(question, limit) {
      const { embedding } = await encoder.encode({
        ...(await encodeRequest(question, hash, fileOf)),
        priority: 'interactive',
        signal: options.signal,
      });
      return nearest(gallery, embedding, limit);
    },
  };
}

async function encodeRequest(
  { image, instruction }: EvaluationQuestion,
  hash: (image: string) => Promise<string>,
  fileOf: (id: string) => string,
) {
  if (image === undefined) return { instruction };
  const file = isImageId(image) ? fileOf(image) : image;
  return { instruction, image: { id: await hash(image), load: () => readFile(file) } };
}

async function encodeFile(file: string, name: string, encoder: Encoder): Promise<GalleryPicture | undefined> {
  const bytes = await readFile(file);
  const id = await imageId(bytes);
  try {
    const { embedding } = await encoder.encode({ image: { id, load: () => Promise.resolve(bytes) }, priority: 'bulk' });
    return { id, file: name, embedding };
  } catch (error) {
    // One bad picture does not end an evaluation; it is simply no candidate.
    if (error instanceof LeopardError && error.code.startsWith('IMAGE_')) return undefined;
    throw error;
  }
}

function nearest(gallery: readonly GalleryPicture[], query: Float32Array, limit: number): EvaluationHit[] {
  return gallery
    .map(({ id, file, embedding }) => ({ id, fileName: file, score: dot(query, embedding) }))
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
    .slice(0, limit);
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}
