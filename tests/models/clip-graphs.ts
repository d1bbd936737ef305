import { normalise } from '../../src/services/encoder/preprocessing/normalise.js';
import { preprocess } from '../../src/services/encoder/preprocessing/preprocess.js';
import * as ort from '../../src/services/encoder/onnxruntime.js';
import type { ModelProto } from '../../src/services/encoder/models/graph/schema.js';
import { goldenImage, goldensOf, modelFolder } from '../encoder/golden-models.js';
import { numbers, openFolder, openPatched } from './run-graphs.js';

export type ClipGraph = 'vision' | 'text';
export type ClipPatch = (graph: ModelProto, which: ClipGraph) => void;
type Outputs = Readonly<Record<string, Float32Array>>;

const NAME = 'clip-tiny';
const goldens = goldensOf(NAME);

/** Both graphs of the golden CLIP model after a patch: how a mistake in the graph writer would look. */
export async function openClipGraphs(patch: ClipPatch = () => undefined) {
  const model = await openFolder(modelFolder(NAME));
  const [vision, text] = [await openPatched(model, 'vision', patch), await openPatched(model, 'text', patch)];
  const { imageSize, pixelMean, pixelStd } = model.dimensions;
  return {
    async look(picture: string, variant: 'web' | 'reference'): Promise<Outputs> {
      const bytes = await goldenImage(NAME, goldens, picture).load();
      const crop = await preprocess(bytes, { variant, processor: 'clip', imageSize, maximumPixels: 1e8 });
      const pixels = normalise(crop, pixelMean, pixelStd);
      return all(await vision.run({ pixel_values: new ort.Tensor('float32', pixels, [3, imageSize, imageSize]) }));
    },
    async read(ids: readonly number[]): Promise<Outputs> {
      const integers = (values: readonly number[]) =>
        new ort.Tensor('int64', BigInt64Array.from(values, BigInt), [values.length]);
      return all(await text.run({ input_ids: integers(ids), position_ids: integers(ids.map((_, index) => index)) }));
    },
  };
}

const all = (outputs: ort.InferenceSession.OnnxValueMapType): Outputs =>
  Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, numbers(value)]));
