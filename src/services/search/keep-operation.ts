import { type Operation } from '../image-files/decoders/operation.js';
import { openImage, type PixelLimit, unreadable } from '../image-files/open.js';
import { detectFormat } from '../image-files/formats.js';

/** Pixels: what the history keeps of a large query picture is no larger. */
const KEPT_SIDE = 1024;

/** Makes a JPEG that is small enough to be kept. */
const keep: Operation<PixelLimit, null> = async (file, limit) => {
  const smaller = openImage(file, limit)
    .autoOrient()
    .resize(KEPT_SIDE, KEPT_SIDE, { fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .jpeg({ quality: 88 });
  try {
    return { facts: null, bytes: await smaller.toBuffer() };
  } catch (error) {
    throw unreadable(error, await detectFormat(file));
  }
};

export default keep;
