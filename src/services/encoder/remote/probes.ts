import sharp from 'sharp';
import { SetupError } from '../../../lib/errors.js';
import type { Conversation } from './protocol.js';
import { cosine } from './vector.js';

/** Three built-in inputs that tell a model from another one: a picture, words, both. */
export interface ProbeVectors {
  readonly picture: Float32Array;
  readonly text: Float32Array;
  readonly both: Float32Array;
}

type Embed = (conversation: Omit<Conversation, 'prompt'>) => Promise<Float32Array>;

const SIDE = 128;
const WORDS = 'the same in green, seen from above';
/** Two vectors above this are the same but for rounding. */
const SAME = 0.999;

async function square(colour: string): Promise<Uint8Array> {
  const background = sharp({ create: { width: SIDE, height: SIDE, channels: 3, background: colour } });
  return background.jpeg({ quality: 92, chromaSubsampling: '4:4:4' }).toBuffer();
}

export async function probe(embed: Embed): Promise<ProbeVectors> {
  const red = await square('#c02020');
  const [picture, text, both] = await Promise.all([
    embed({ role: 'document', picture: red, text: undefined }),
    embed({ role: 'query', picture: undefined, text: WORDS }),
    embed({ role: 'query', picture: red, text: WORDS }),
  ]);
  return { picture, text, both };
}

/**
 * Proof that the service composes: a vector of both is neither that of the picture nor that of the words, another picture has
 * another vector, and the same input has the same one again.
 * @throws SetupError ENCODER_NOT_COMPOSING, ENCODER_UNSTEADY
 */
export async function proveComposition({ picture, text, both }: ProbeVectors, embed: Embed): Promise<void> {
  const blue = await embed({ role: 'document', picture: await square('#2020c0'), text: undefined });
  const again = await embed({ role: 'query', picture: await square('#c02020'), text: WORDS });
  const ignores = (what: string) =>
    new SetupError(
      'ENCODER_NOT_COMPOSING',
      `The inference service ignores the ${what}: with and without it the vector is the same. It needs a model that makes one vector of picture and words (docs/models.md), and its own chat template.`,
    );
  if (cosine(both, text) >= SAME || cosine(picture, blue) >= SAME) throw ignores('picture');
  if (cosine(both, picture) >= SAME) throw ignores('words');
  if (cosine(both, again) < SAME) {
    throw new SetupError(
      'ENCODER_UNSTEADY',
      `The inference service gives another vector for the same input (cosine ${cosine(both, again).toFixed(4)}). Is a cache of it mixing requests up, or do several models answer under one address?`,
    );
  }
}

/** The lowest cosine between two sets of probes; NaN where they cannot be compared. */
export const agreement = (one: ProbeVectors, other: ProbeVectors): number =>
  Math.min(cosine(one.picture, other.picture), cosine(one.text, other.text), cosine(one.both, other.both));
