// Pictures that only differ by their number: records as in the drawn catalogue, eight metadata keys, embeddings of 768 numbers.
import { createHash } from 'node:crypto';

const DIMENSION = 768;
const COLOURS = ['red', 'green', 'blue', 'black', 'white', 'yellow', 'pink'];

/** @param total of the pictures: `rare` holds for 0.01 %, `seldom` for 1 %, `half` for 50 % */
export function picture(number, encoder) {
  const id = createHash('sha256').update(`picture ${number}`).digest('hex');
  const vector = new Float32Array(DIMENSION);
  for (let index = 0; index < DIMENSION; index++) vector[index] = Math.sin(number * 13.7 + index * 1.3);
  const length = Math.hypot(...vector);
  for (let index = 0; index < DIMENSION; index++) vector[index] /= length;
  return {
    encoder,
    embedding: { vector, length: 1 },
    record: {
      ...{ id, fileName: `picture-${number}.jpg`, mimeType: 'image/jpeg', bytes: 30_000, width: 640, height: 480 },
      placeholder: `data:image/webp;base64,${id.slice(0, 60)}`,
      metadata: {
        ...{ number, sku: `S-${number}`, colour: COLOURS[number % COLOURS.length], price: (number * 7919) % 10_000 },
        ...{ half: number % 2 === 0, tags: [`t${number % 50}`, `u${number % 7}`, 'drawn'] },
        ...(number % 10_000 === 0 ? { rare: true } : {}),
        ...(number % 100 === 0 ? { seldom: true } : {}),
      },
    },
  };
}
