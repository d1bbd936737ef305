import { SetupError } from '../../../lib/errors.js';
import { openSessions } from '../sessions.js';
import { probeTask } from '../probe.js';
import { verifyCheckpoint } from '../models/checkpoint/verify.js';
import { compact } from './compact.js';
import { readModelFolder } from '../models/model-folder.js';
import type { Built, FromBuilder } from './build-in-child.js';

/** Entry of the child process: `builder <model folder> <target folder>`. */
const [modelFolder = '', target = ''] = process.argv.slice(2);
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
  const { family, model, checkpointPath, sha256 } = await readModelFolder(modelFolder);
  const { dimensions, graphs, weightsFolder } = await model.open(checkpointPath);
  await verifyCheckpoint(checkpointPath, sha256);
  const source = { kind: 'checkpoint', graphs, weightsFolder, prepackInto: target } as const;
  const sessions = await openSessions(dimensions, source, 1);
  const { embedding } = await sessions.run(probeTask(dimensions));
  await sessions.release();
  for (const graph of family.graphs) await compact(target, graph);
  return { dimensions, golden: [...embedding] };
}
