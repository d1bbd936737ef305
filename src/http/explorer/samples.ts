import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { sha256 } from '../../lib/hash.js';

/** A picture that is small enough to stand in an operation's variables. */
export interface SamplePicture {
  readonly fileName: string;
  readonly base64: string;
  /** What it is stored as. */
  readonly id: string;
}

function sample(fileName: string): SamplePicture {
  const bytes = readFileSync(fileURLToPath(new URL(`./samples/${fileName}`, import.meta.url)));
  const id = sha256(bytes);
  return { fileName, id, base64: bytes.toString('base64') };
}

/** Two drawings of the demo catalogue, 80 × 80 pixels: a leopard's fur, and flowers. */
export const readSamples = () => ({ leopard: sample('leopard.jpg'), flowers: sample('flowers.jpg') });
