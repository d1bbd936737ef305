import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { cpus } from 'node:os';
import { env } from '../onnxruntime.js';
import { GRAPH_VERSION } from '../models/graph/version.js';
import type { ModelFolder } from '../models/model-folder.js';

/** Counts with every change of the cache's own layout. */
const LAYOUT = 5;

/**
 * Names a cache by all that its contents depend on: the runtime, the processor (packed weights have its layout), and the graphs, which
 * follow from their writer, the description and the checkpoint. That one is known by its promised hash, size and time of change:
 * reading its headers would add a quarter to the time of a start.
 */
export async function cacheKey({ model: { key }, checkpointPath, sha256 }: ModelFolder): Promise<string> {
  const { size, mtimeMs } = await stat(checkpointPath);
  const runtime = [LAYOUT, env.versions.node, process.platform, process.arch, await processor()];
  const model = [GRAPH_VERSION, key, sha256, size, mtimeMs];
  return createHash('sha256')
    .update([...runtime, ...model].join('\n'))
    .digest('hex')
    .slice(0, 32);
}

/** Model name, and on Linux the instruction sets. */
async function processor(): Promise<string> {
  const information = await readFile('/proc/cpuinfo', 'utf8').catch(() => '');
  const features = /^(flags|Features)\s*:.*$/m.exec(information)?.[0] ?? '';
  return `${cpus()[0]?.model ?? ''} ${features}`;
}
