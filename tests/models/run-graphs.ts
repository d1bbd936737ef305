import * as ort from 'onnxruntime-node';
import { preprocess } from '../../src/services/encoder/preprocessing/preprocess.js';
import { normalise } from '../../src/services/encoder/preprocessing/normalise.js';
import { firstTextPosition } from '../../src/services/models/description.js';
import { decodeModel, encodeModel, type ModelProto } from '../../src/services/models/graph/schema.js';
import { openModel } from '../../src/services/models/model.js';
import { readModelFolder } from '../../src/services/models/model-folder.js';
import { goldenImage, goldensOf, modelFolder } from '../encoder/golden-models.js';

export type Graph = 'vision' | 'fuse';
/** Changes a written graph before it is run: how a mistake in the graph writer would look, or a further output. */
export type Patch = (graph: ModelProto, which: Graph) => void;

/** Both graphs of a golden model in sessions of their own, after a patch. */
export async function openGraphs(name: string, patch: Patch = () => undefined) {
  const model = openModel(await readModelFolder(modelFolder(name)));
  const open = (which: Graph) => {
    const graph = decodeModel(model.graphs[which]);
    patch(graph, which);
    return ort.InferenceSession.create(encodeModel(graph), {
      intraOpNumThreads: 1,
      logSeverityLevel: 4,
      extra: { session: { model_external_initializers_file_folder_path: model.graphs.weightsFolder } },
    });
  };
  const [vision, fuse] = [await open('vision'), await open('fuse')];
  const { patches, width, imageSize, pixelMean, pixelStd } = model.dimensions;

  return {
    /** All outputs of the vision graph for golden pictures. */
    async look(
      pictures: readonly string[],
      variant: 'web' | 'reference' = 'reference',
    ): Promise<ort.InferenceSession.OnnxValueMapType> {
      const size = 3 * imageSize ** 2;
      const pixels = new Float32Array(pictures.length * size);
      for (const [index, picture] of pictures.entries()) {
        const bytes = await goldenImage(name, goldensOf(name), picture).load();
        const crop = await preprocess(bytes, { variant, imageSize, maximumPixels: 1e8 });
        normalise(crop, pixelMean, pixelStd, pixels.subarray(index * size, (index + 1) * size));
      }
      return vision.run({
        pixel_values: new ort.Tensor('float32', pixels, [pictures.length, 3, imageSize, imageSize]),
      });
    },
    /** All outputs of the fuse graph for padded rows of ids; `images`: `[rows or 1, patches, width]`. */
    async read(
      images: ort.OnnxValue | undefined,
      ids: readonly number[][],
      masks?: readonly number[][],
    ): Promise<ort.InferenceSession.OnnxValueMapType> {
      const length = ids[0]?.length ?? 0;
      const matrix = (rows: readonly number[][]) =>
        new ort.Tensor('int64', BigInt64Array.from(rows.flat(), BigInt), [rows.length, length]);
      const mask = masks ?? ids.map((row) => row.map(() => 1));
      const first = firstTextPosition(model.description);
      const place = (index: number) => (images === undefined ? first + index : index === 0 ? 0 : patches + index);
      const pad = model.description.text.padId;
      // XLM-R gives padding a position of its own in a text without picture.
      const positions = mask.map((row) =>
        row.map((kept, index) => (images === undefined && first > 0 && !kept ? pad : place(index))),
      );
      return fuse.run({
        image_embeds: images ?? new ort.Tensor('float32', new Float32Array(0), [1, 0, width]),
        input_ids: matrix(ids),
        attention_mask: matrix(mask),
        position_ids: matrix(positions),
      });
    },
  };
}

export type OpenGraphs = Awaited<ReturnType<typeof openGraphs>>;

/** The numbers of an output, or NaN where there is none. */
export function numbers(value: ort.OnnxValue | undefined): Float32Array {
  return value?.data instanceof Float32Array ? value.data : Float32Array.of(NaN);
}
