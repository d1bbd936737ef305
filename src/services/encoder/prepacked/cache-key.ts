import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { cpus } from 'node:os';
import { env } from 'onnxruntime-node';
import type { Model } from '../../models/model-folder.js';

/** Counts with every change of the cache's own layout. */
const LAYOUT = 1;

/**
 * Names a cache by all that its contents depend on: the runtime, the processor (packed weights have its layout), the graphs, and the
 * checkpoint, known by its promised hash, size and time of change.
 */
export async function cacheKey(model: Model): Promise<string> {
  const { size, mtimeMs } = await stat(model.checkpointPath);
  const hash = createHash('sha256');
  const parts = [LAYOUT, env.versions.node, process.platform, process.arch, await processor()];
  for (const part of [...parts, model.description.checkpoint.sha256, size, mtimeMs]) hash.update(`${part}\n`);
  return hash.update(model.graphs.vision).update(model.graphs.fuse).digest('hex').slice(0, 32);
}

/** Model name, and on Linux the instruction sets. */
async function processor(): Promise<string> {
  const information = await readFile('/proc/cpuinfo', 'utf8').catch(() => '');
  const features = /^(flags|Features)\s*:.*$/m.exec(information)?.[0] ?? '';
  return `${cpus()[0]?.model ?? ''} ${features}`;
}
