import { SetupError } from '../../../lib/errors.js';
import type { Task } from '../worker-protocol.js';
import { instructionOf, type Samples, type SampleSource } from './samples.js';

/** Pictures by number; undefined past the last one. */
export interface CalibrationPictures {
  readonly drawn: boolean;
  /** How many there are. */
  readonly count: number;
  picture(index: number): Promise<Uint8Array | undefined>;
}

/** How a model's tasks are made of what is sampled. */
export interface TaskMaker {
  crop(picture: Uint8Array): Promise<Uint8Array>;
  /** Ids and positions. */
  text(instruction: string | undefined, withImage: boolean): Pick<Task, 'tokenIds' | 'positions'>;
}

/** Pictures, for a model as large as LARGE. */
const CHOOSE_BY = 8;
const MEASURE_WITH = 16;
const FEWEST = 6;
/** Operations of a picture with an instruction: about those of Visualized BGE base. */
const LARGE = 64e9;
/** Of a smaller model more is measured in the same time: what rarely happens is then seen. */
const MOST_TIMES = 8;

/**
 * `operations`: multiplications and additions of a picture with an instruction.
 * @throws SetupError CALIBRATION_TOO_SMALL
 */
export function sampleSource(pictures: CalibrationPictures, make: TaskMaker, operations: number): SampleSource {
  const times = Math.min(MOST_TIMES, Math.max(1, Math.floor(LARGE / operations)));
  const measureWith = times * MEASURE_WITH;
  const enough = times * CHOOSE_BY + measureWith;
  const known = Math.min(enough, pictures.count);
  if (known < FEWEST) {
    throw new SetupError(
      'CALIBRATION_TOO_SMALL',
      `There are ${known} pictures to measure with; at least ${FEWEST} are needed, and ${enough} or more are better. Name a folder with more of them, or leave --calibrate out.`,
    );
  }
  // Of few pictures, a third to choose by.
  const choose = Math.min(times * CHOOSE_BY, Math.max(2, Math.floor(known / 3)));
  const samples = async (from: number, most: number): Promise<Samples> => {
    const found: { crop: Uint8Array; instruction: string }[] = [];
    for (let index = from; found.length < most; index++) {
      const bytes = await pictures.picture(index);
      if (bytes === undefined) break;
      found.push({ crop: await make.crop(bytes), instruction: instructionOf(index) });
    }
    const keepImageTokens = false;
    return {
      pictures: found.map(({ crop }) => ({ crop, ...make.text(undefined, true), keepImageTokens })),
      composed: found.map(({ crop, instruction }) => ({ crop, ...make.text(instruction, true), keepImageTokens })),
      texts: found.map(({ instruction }) => ({ ...make.text(instruction, false), keepImageTokens })),
    };
  };
  return {
    drawn: pictures.drawn,
    choosing: () => samples(0, choose),
    checking: async (attempt) => {
      const fresh = await samples(choose + attempt * measureWith, measureWith);
      return fresh.pictures.length >= Math.min(measureWith, known - choose) ? fresh : samples(choose, measureWith);
    },
  };
}
