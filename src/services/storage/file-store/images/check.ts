import { imageId } from '../../../image-files/image-id.js';
import type { NewImage } from '../../images.js';

/** Longer or shorter than 1 by more than this, an embedding was not normalised. */
const LENGTH_TOLERANCE = 1e-3;

/** Refuses to store what would be found damaged later: a fault of the caller, so no coded error. */
export async function checkNewImage({ original, record, embedding }: NewImage, dimension: number): Promise<void> {
  const id = await imageId(original);
  if (record.id !== id) throw new Error(`a picture with the SHA-256 ${id} was handed over as ${record.id}`);
  if (record.bytes !== original.length) throw new Error('a record gives another length than its original has');
  if (Number.isNaN(Date.parse(record.createdAt))) throw new Error('a record has no time of creation');
  let squares = 0;
  for (const value of embedding) squares += value * value;
  if (embedding.length !== dimension || !(Math.abs(Math.sqrt(squares) - 1) < LENGTH_TOLERANCE)) {
    throw new Error(`an embedding of ${embedding.length} numbers and length ${Math.sqrt(squares)} was handed over`);
  }
}
