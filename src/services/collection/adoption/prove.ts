import { readFile } from 'node:fs/promises';
import { LeopardError, SetupError } from '../../../lib/errors.js';
import { describeIdentity } from '../../encoder/identity.js';
import type { Encoder } from '../../encoder/types.js';
import { cosine } from '../../storage/vectors/rescoring.js';
import { imageId } from '../../image-files/image-id.js';
import type { FoundPicture } from './survey.js';

/** Two arithmetics of one model differ by a hundredth of that; two models, or another preprocessing, by much more. */
const LEAST_COSINE = 0.999;
/** Pictures that a message names. */
const NAMED = 5;

export interface SamplePicture extends FoundPicture {
  readonly vector: Float32Array;
}

export interface Compared {
  readonly path: string;
  /** Between the vector in the collection and the one that the encoder makes. */
  readonly cosine: number;
}

/** Encodes a sample. Pictures that cannot be read prove nothing and are left out. @throws LeopardError ENCODER_UNAVAILABLE and the like */
export async function compare(sample: readonly SamplePicture[], encoder: Encoder): Promise<Compared[]> {
  const compared = await Promise.all(
    sample.map(async ({ path, file, vector }) => {
      try {
        const bytes = await readFile(file);
        const image = { id: await imageId(bytes), load: async () => bytes };
        const { embedding } = await encoder.encode({ image, priority: 'bulk' });
        return [{ path, cosine: cosine(embedding, vector) }];
      } catch (error) {
        if (error instanceof LeopardError && error.code.startsWith('IMAGE_')) return [];
        throw error;
      }
    }),
  );
  return compared.flat();
}

export interface ProofParts {
  readonly encoder: Encoder;
  /** With the other preprocessing; asked for where this one did not make the vectors. */
  readonly openOther: () => Promise<Encoder>;
}

/**
 * Proves that the encoder is the one that made the vectors.
 * @returns the comparison with each picture
 * @throws SetupError ADOPT_NO_PICTURES, ADOPT_OTHER_MODEL, ADOPT_OTHER_PREPROCESSING, ADOPT_OTHER_PICTURES, each saying what was found
 */
export async function prove(sample: readonly SamplePicture[], { encoder, openOther }: ProofParts): Promise<Compared[]> {
  const compared = await compare(sample, encoder);
  if (compared.length === 0) {
    const message =
      'None of the pictures of the sample can be read. See to the files, or name another folder: --pictures.';
    throw new SetupError('ADOPT_NO_PICTURES', message);
  }
  if (compared.every(matches)) return compared;
  const other = await openOther();
  try {
    throw await explain(sample, compared, encoder, other);
  } finally {
    await other.close();
  }
}

/** @throws SetupError ADOPT_OTHER_MODEL where the lengths of the vectors differ already */
export function requireDimension(name: string, dimension: number, { identity }: Encoder): void {
  if (dimension === identity.dimension) return;
  throw new SetupError(
    'ADOPT_OTHER_MODEL',
    `The vectors of ${name} have ${dimension} numbers, those of ${identity.model} have ${identity.dimension}: another model made them. Name that one: --model.`,
  );
}

async function explain(
  sample: readonly SamplePicture[],
  compared: readonly Compared[],
  encoder: Encoder,
  other: Encoder,
): Promise<SetupError> {
  const who = describeIdentity(encoder.identity);
  const otherCompared = await compare(sample, other);
  if (otherCompared.every(matches)) {
    const variant = other.identity.preprocessing.replace(/-\d+$/, '');
    return new SetupError(
      'ADOPT_OTHER_PREPROCESSING',
      `The vectors were made by ${encoder.identity.model} with the preprocessing ${variant}; this run has another. Add --preprocessing ${variant}. With ${who}: ${listed(compared)}.`,
    );
  }
  const same = compared.filter(matches).length;
  if (same > compared.length / 2) {
    return new SetupError(
      'ADOPT_OTHER_PICTURES',
      `${same} of ${compared.length} pictures give the vectors that the collection has, the others do not: they are not the pictures that were encoded. ` +
        `${listed(compared)}. Put the right files there, or take these away to leave them out.`,
    );
  }
  return new SetupError(
    'ADOPT_OTHER_MODEL',
    `The vectors were not made by ${who} from these pictures, and not with its other preprocessing either: ${listed(compared)}. ` +
      'Name the model that made them: --model. If it is the right one, see to it that --pictures has the pictures that were encoded.',
  );
}

const matches = ({ cosine: similarity }: Compared) => similarity >= LEAST_COSINE;

/** The worst ones, with how alike the vectors are (1: the same). */
function listed(compared: readonly Compared[]): string {
  const worst = [...compared].filter((picture) => !matches(picture)).sort((one, two) => one.cosine - two.cosine);
  const named = worst.slice(0, NAMED).map(({ path, cosine: similarity }) => `${path} ${similarity.toFixed(4)}`);
  const rest = worst.length > NAMED ? ` and ${worst.length - NAMED} more` : '';
  return `cosine below ${LEAST_COSINE} at ${worst.length} of ${compared.length} (${named.join(', ')}${rest})`;
}
