import { Option } from 'commander';
import { readModelFolder } from '../../services/encoder/models/model-folder.js';
import { preprocess } from '../../services/encoder/preprocessing/preprocess.js';
import { groupsOf, operationsOf } from '../../services/encoder/quantisation/groups.js';
import { sampleSource, type TaskMaker } from '../../services/encoder/quantisation/make-samples.js';
import { prepareInt8 } from '../../services/encoder/quantisation/prepare.js';
import { pixelLimit } from '../../services/image-files/limits.js';
import { commandConfig } from '../environment.js';
import { progressBar } from '../progress.js';
import { drawnPictures, folderPictures } from './calibration-pictures.js';
import { preparedText } from './text.js';

export interface PrepareFlags {
  readonly precision: string;
  readonly calibrate?: string;
  readonly bound: number;
  readonly seed: number;
}

export const precisionOption = () =>
  new Option('--precision <precision>', 'what to prepare it for').choices(['int8']).makeOptionMandatory();

/** Measures what int8 does to a model's vectors, chooses, and writes the choice beside the model. */
export async function prepareModel(modelFolder: string, { calibrate, bound, seed }: PrepareFlags): Promise<string> {
  const { limits } = commandConfig();
  const folder = await readModelFolder(modelFolder);
  const { family, model, checkpointPath } = folder;
  const { dimensions, products } = await model.open(checkpointPath);
  const instructions = await model.instructions(dimensions, true);
  const pictures = calibrate === undefined ? await drawnPictures(seed) : await folderPictures(calibrate);
  const image = { id: '', load: () => Promise.reject(new Error('not read')) };
  const make: TaskMaker = {
    crop: (bytes) =>
      preprocess(bytes, {
        variant: 'web',
        processor: family.processor,
        imageSize: dimensions.imageSize,
        ...pixelLimit(limits),
      }),
    text: (instruction, withImage) => {
      const tokenIds = instructions.tokenIds({
        priority: 'bulk',
        ...(withImage && { image }),
        ...(instruction !== undefined && { instruction }),
      });
      return { tokenIds, positions: instructions.positions(tokenIds.length, withImage) };
    },
  };
  const samples = sampleSource(pictures, make, operationsOf(groupsOf(products, dimensions.patches)));
  let shown = '';
  let progress = progressBar('', '');
  try {
    const prepared = await prepareInt8(folder, {
      ...{ bound, samples, samplesKey: pictures.key },
      onProgress: (stage, done, total) => {
        if (stage !== shown) {
          progress.stop();
          progress = progressBar(stage, stage === 'Choosing' ? 'attempts' : 'products');
          shown = stage;
        }
        progress.update(done, total);
      },
    });
    return preparedText(prepared);
  } finally {
    progress.stop();
  }
}
