import { type Operation } from '../image-files/decoders/operation.js';
import { openImage, type PixelLimit, readImageHeader, unreadable } from '../image-files/open.js';

/** Pixels: what the history keeps of a large query picture is no larger. */
const KEPT_SIDE = 1024;

/** Makes a JPEG that is small enough to be kept. */
const keep: Operation<PixelLimit, null> = async (file, limit) => {
  const header = await readImageHeader(file, limit);
  const smaller = openImage(header, limit)
    .autoOrient()
    .resize(KEPT_SIDE, KEPT_SIDE, { fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .jpeg({ quality: 88 });
  try {
    return { facts: null, bytes: await smaller.toBuffer() };
  } catch (error) {
    throw unreadable(error, header.mimeType);
  }
};

export default keep;
