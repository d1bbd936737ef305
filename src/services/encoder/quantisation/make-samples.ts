import { SetupError } from '../../../lib/errors.js';
import type { Task } from '../worker-protocol.js';
import { INSTRUCTIONS, type Samples, type SampleSource } from './samples.js';

/** Pictures by number; undefined past the last one. */
export interface CalibrationPictures {
  readonly drawn: boolean;
  picture(index: number): Promise<Uint8Array | undefined>;
}

/** How a model's tasks are made of what is sampled. */
export interface TaskMaker {
  crop(picture: Uint8Array): Promise<Uint8Array>;
  /** Ids and positions. */
  text(instruction: string | undefined, withImage: boolean): Pick<Task, 'tokenIds' | 'positions'>;
}

const CHOOSE_BY = 8;
const MEASURE_WITH = 16;
const FEWEST = 6;

/** @throws SetupError CALIBRATION_TOO_SMALL */
export async function sampleSource(pictures: CalibrationPictures, make: TaskMaker): Promise<SampleSource> {
  const enough = CHOOSE_BY + MEASURE_WITH;
  let known = 0;
  while (known < enough && (await pictures.picture(known)) !== undefined) known += 1;
  if (known < FEWEST) {
    throw new SetupError(
      'CALIBRATION_TOO_SMALL',
      `There are ${known} pictures to measure with; at least ${FEWEST} are needed, and ${enough} or more are better. Name a folder with more of them, or leave --calibrate out.`,
    );
  }
  // Of few pictures, a third to choose by.
  const choose = Math.min(CHOOSE_BY, Math.max(2, Math.floor(known / 3)));
  const samples = async (from: number, most: number): Promise<Samples> => {
    const found: { crop: Uint8Array; instruction: string }[] = [];
    for (let index = from; found.length < most; index++) {
      const bytes = await pictures.picture(index);
      if (bytes === undefined) break;
      const instruction = INSTRUCTIONS[index % INSTRUCTIONS.length] ?? '';
      found.push({ crop: await make.crop(bytes), instruction });
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
      const fresh = await samples(choose + attempt * MEASURE_WITH, MEASURE_WITH);
      return fresh.pictures.length >= Math.min(MEASURE_WITH, known - choose) ? fresh : samples(choose, MEASURE_WITH);
    },
  };
}
