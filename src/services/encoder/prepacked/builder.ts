import { SetupError } from '../../../lib/errors.js';
import { openSessions } from '../sessions.js';
import { probeTask } from '../probe.js';
import { choosePrecision, requireSame } from '../quantisation/chosen-precision.js';
import { requireUsable } from '../usable.js';
import { verifyCheckpoint } from '../models/checkpoint/verify.js';
import { compact } from './compact.js';
import { readModelFolder } from '../models/model-folder.js';
import type { Built, FromBuilder } from './build-in-child.js';

/** Entry of the child process: `builder <model folder> <target folder> <name of the precision>`. */
const [modelFolder = '', target = '', precision = 'fp32'] = process.argv.slice(2);
// Nobody waits any more: what is half written is removed by whoever comes next.
process.once('disconnect', () => process.exit());
const answer = (message: FromBuilder) => process.send?.(message, () => process.disconnect());

try {
  answer({ built: await build() });
} catch (error) {
  answer({
    message: error instanceof Error ? error.message : String(error),
    code: error instanceof SetupError ? error.code : undefined,
  });
}

async function build(): Promise<Built> {
  const folder = await readModelFolder(modelFolder);
  const { family, model, checkpointPath } = folder;
  const chosen = await choosePrecision(folder, precision === 'fp32' ? 'fp32' : 'int8');
  const { dimensions, graphs, weightsFolder } = await model.open(checkpointPath, chosen.precisions);
  await verifyCheckpoint(folder);
  const source = { kind: 'checkpoint', graphs, weightsFolder, prepackInto: target } as const;
  const sessions = await openSessions(dimensions, source, 1);
  const { embedding } = await sessions.run(probeTask(dimensions));
  requireUsable(embedding, model.name);
  requireSame(embedding, chosen, model.name);
  await sessions.release();
  // Other products than those of fp32 are found by another kind of key, and their weights are small as they are.
  if (chosen.precisions === 'fp32') for (const graph of family.graphs) await compact(target, graph);
  return { dimensions, golden: [...embedding] };
}
