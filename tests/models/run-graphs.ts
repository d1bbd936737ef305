import * as ort from '../../src/services/encoder/onnxruntime.js';
import { preprocess } from '../../src/services/encoder/preprocessing/preprocess.js';
import { normalise } from '../../src/services/encoder/preprocessing/normalise.js';
import { decodeModel, encodeModel, type ModelProto } from '../../src/services/encoder/models/graph/schema.js';
import type { ModelGraphs } from '../../src/services/encoder/models/model.js';
import type { DescribedModel, OpenedModel } from '../../src/services/encoder/families/family.js';
import { readModelFolder } from '../../src/services/encoder/models/model-folder.js';
import { goldenImage, goldensOf, modelFolder } from '../encoder/golden-models.js';

export type Graph = 'vision' | 'fuse';
/** Changes a written graph before it is run: how a mistake in the graph writer would look, or a further output. */
export type Patch = (graph: ModelProto, which: Graph) => void;

/** The graphs of a model folder. */
export async function openFolder(folder: string): Promise<DescribedModel & OpenedModel> {
  const { model, checkpointPath } = await readModelFolder(folder);
  return { ...model, ...(await model.open(checkpointPath)) };
}

/** One graph in a session of its own, after a patch. */
export function openPatched<Graph extends string>(
  { graphs, weightsFolder }: ModelGraphs,
  which: Graph,
  patch: (graph: ModelProto, which: Graph) => void,
): Promise<ort.InferenceSession> {
  const graph = decodeModel(graphs[which] ?? new Uint8Array());
  patch(graph, which);
  return ort.InferenceSession.create(encodeModel(graph), {
    intraOpNumThreads: 1,
    logSeverityLevel: 4,
    extra: { session: { model_external_initializers_file_folder_path: weightsFolder } },
  });
}

/** Both graphs of a golden model in sessions of their own, after a patch. */
export async function openGraphs(name: string, patch: Patch = () => undefined) {
  const model = await openFolder(modelFolder(name));
  const instructions = await model.instructions(model.dimensions, false);
  const open = (which: Graph) => openPatched(model, which, patch);
  const [vision, fuse] = [await open('vision'), await open('fuse')];
  const { width, imageSize, pixelMean, pixelStd } = model.dimensions;

  return {
    /** All outputs of the vision graph for a golden picture. */
    async look(
      picture: string,
      variant: 'web' | 'reference' = 'reference',
    ): Promise<ort.InferenceSession.OnnxValueMapType> {
      const bytes = await goldenImage(name, goldensOf(name), picture).load();
      const crop = await preprocess(bytes, { variant, imageSize, maximumPixels: 1e8 });
      const pixels = normalise(crop, pixelMean, pixelStd);
      return vision.run({ pixel_values: new ort.Tensor('float32', pixels, [3, imageSize, imageSize]) });
    },
    /** All outputs of the fuse graph for a row of ids; `image`: `[patches, width]`. */
    async read(
      image: ort.OnnxValue | undefined,
      ids: readonly number[],
    ): Promise<ort.InferenceSession.OnnxValueMapType> {
      const integers = (values: readonly number[]) =>
        new ort.Tensor('int64', BigInt64Array.from(values, BigInt), [values.length]);
      return fuse.run({
        image_embeds: image ?? new ort.Tensor('float32', new Float32Array(0), [0, width]),
        input_ids: integers(ids),
        position_ids: integers(instructions.positions(ids.length, image !== undefined)),
      });
    },
  };
}

export type OpenGraphs = Awaited<ReturnType<typeof openGraphs>>;

/** The numbers of an output, or NaN where there is none. */
export function numbers(value: ort.OnnxValue | undefined): Float32Array {
  return value?.data instanceof Float32Array ? value.data : Float32Array.of(NaN);
}
