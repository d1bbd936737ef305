import { SetupError } from '../../../lib/errors.js';
import { openSessions } from '../sessions.js';
import { probeTask } from '../families/visualized-bge/probe.js';
import { verifyCheckpoint } from '../models/checkpoint/verify.js';
import { compact } from './compact.js';
import { openModel } from '../families/visualized-bge/model.js';
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
  const model = openModel(await readModelFolder(modelFolder));
  await verifyCheckpoint(model.checkpointPath, model.description.checkpoint.sha256);
  const sessions = await openSessions(
    model.dimensions,
    { kind: 'checkpoint', ...model.graphs, prepackInto: target },
    1,
  );
  const { embedding } = await sessions.run(probeTask(model.dimensions));
  await sessions.release();
  await compact(target, 'vision');
  await compact(target, 'fuse');
  return { dimensions: model.dimensions, golden: [...embedding] };
}
