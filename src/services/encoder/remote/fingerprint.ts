import { z } from 'zod';
import { SetupError } from '../../../lib/errors.js';
import { agreement, type ProbeVectors } from './probes.js';
import { decodeVector } from './vector.js';

export type FingerprintName = `encoder-probes ${string}`;

/** Where the vectors of the probes are kept between starts: beside the pictures that were encoded with them. */
export interface Fingerprints {
  get(name: FingerprintName): Promise<string | undefined>;
  /** Keeps the first value. @returns the one that is kept */
  setOnce(name: FingerprintName, value: string): Promise<string>;
}

const stored = z.object({ picture: z.string(), text: z.string(), both: z.string() });

/** Below it the vectors are another model's; between the two, another stack's. To be calibrated on real services. */
const CHANGED = 0.99;
const DRIFTED = 0.999;

/** Remembers what the service gave for the probes, and refuses one that gives something else. A name is no proof. */
export class Fingerprint {
  private known: ProbeVectors | undefined;

  constructor(
    private readonly name: FingerprintName,
    private readonly store: Fingerprints | undefined,
    private readonly warn: (message: string) => void,
  ) {}

  /** @throws SetupError ENCODER_CHANGED */
  async compare(found: ProbeVectors): Promise<void> {
    this.known ??= await this.read();
    if (this.known === undefined) {
      // Another server may have asked another service at the same moment: the first one counts for both.
      const kept = await this.store?.setOnce(this.name, JSON.stringify(mapped(found)));
      this.known = kept === undefined ? found : parse(kept);
    }
    const cosine = agreement(this.known, found);
    // NaN, where the vectors have another length, is no agreement either.
    if (!(cosine >= CHANGED)) {
      throw new SetupError(
        'ENCODER_CHANGED',
        `The inference service gives other vectors than before under the same name (cosine ${cosine.toFixed(4)}): another model, prompt template, precision or version. ` +
          'Stored and new vectors cannot be compared. Serve what was served before; or name the new one (ENCODER_REVISION) and encode the pictures anew: docs/models.md.',
      );
    }
    if (cosine < DRIFTED) {
      this.warn(`The inference service gives slightly other vectors than before (cosine ${cosine.toFixed(5)}).`);
    }
  }

  private async read(): Promise<ProbeVectors | undefined> {
    const text = await this.store?.get(this.name);
    return text === undefined ? undefined : parse(text);
  }
}

function parse(json: string): ProbeVectors {
  const { picture, text, both } = stored.parse(JSON.parse(json));
  return { picture: decodeVector(picture), text: decodeVector(text), both: decodeVector(both) };
}

function mapped({ picture, text, both }: ProbeVectors) {
  const base64 = (vector: Float32Array) =>
    Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64');
  return { picture: base64(picture), text: base64(text), both: base64(both) };
}
