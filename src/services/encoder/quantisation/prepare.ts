import { join } from 'node:path';
import { availableParallelism } from 'node:os';
import { sha256 } from '../../../lib/hash.js';
import { verifyCheckpoint } from '../models/checkpoint/verify.js';
import { probeTask } from '../probe.js';
import { QUANTISATION_VERSION } from '../models/graph/precision.js';
import { GRAPH_VERSION } from '../models/graph/version.js';
import type { ModelFolder } from '../models/model-folder.js';
import { openSessions } from '../sessions.js';
import { requireUsable } from '../usable.js';
import { groupsOf } from './groups.js';
import { Measured } from './measure.js';
import { PREPARED_FILE, writePrepared, type Prepared } from './prepared.js';
import { openErrorStore } from './progress-file.js';
import type { SampleSource } from './samples.js';
import { countProducts, searchPlan, type SearchOptions } from './search.js';

export interface PrepareOptions extends Pick<SearchOptions, 'bound' | 'onProgress'> {
  readonly samples: SampleSource;
  /** Names the samples: what was measured on others is not taken over. */
  readonly samplesKey: string;
}

/**
 * Chooses, by measuring, which products of a model are computed in int8, and writes what it chose and found beside the model.
 * Interrupted, the next call goes on where it was.
 * @throws SetupError PRECISION_NOT_REACHED, MODEL_*, CHECKPOINT_*, TENSOR_*
 */
export async function prepareInt8(folder: ModelFolder, options: PrepareOptions): Promise<Prepared> {
  const { model, checkpointPath, sha256: checkpoint } = folder;
  await verifyCheckpoint(folder);
  const { dimensions, graphs, products, weightsFolder } = await model.open(checkpointPath, 'switched');
  const measured = new Measured(products, (switches) =>
    openSessions(dimensions, { kind: 'checkpoint', graphs, weightsFolder, switches }, availableParallelism()),
  );
  try {
    const probe = probeTask(dimensions);
    measured.all('fp32');
    requireUsable((await measured.run(probe)).embedding, model.name);
    const key = [checkpoint, GRAPH_VERSION, QUANTISATION_VERSION, options.samplesKey];
    const known = await openErrorStore(join(folder.folder, `${PREPARED_FILE}.unfinished`), sha256(key.join('\n')));
    const groups = groupsOf(products, dimensions.patches);
    const { plan, likeness, ...found } = await searchPlan(measured, groups, { ...options, known });
    measured.plan(plan);
    const { embedding } = await measured.run(probe);
    const prepared: Prepared = {
      version: 1,
      checkpoint,
      graphs: GRAPH_VERSION,
      quantisation: QUANTISATION_VERSION,
      plan: { fp32: [...plan.fp32], rows: [...plan.rows] },
      found: {
        ...{ bound: options.bound, drawn: options.samples.drawn },
        ...likeness,
        ...found,
        products: countProducts(
          plan,
          groups.flatMap(({ weights }) => weights),
        ),
      },
      probe: [...embedding],
    };
    await writePrepared(folder.folder, prepared);
    await known.remove();
    return prepared;
  } finally {
    await measured.release();
  }
}
