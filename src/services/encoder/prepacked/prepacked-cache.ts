import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, statfs, utimes, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import type { ModelDimensions } from '../models/model.js';
import type { Family } from '../families/family.js';
import type { ModelFolder } from '../models/model-folder.js';
import { cacheKey } from './cache-key.js';
import { buildInChild } from './build-in-child.js';

/**
 * The model as the runtime computes with it: optimised graphs, weights in fp32 and packed for this processor. The runtime maps these
 * files, so a start takes less than half of the time, and all workers and processes share one copy of the weights.
 */
export interface PrepackedCache {
  readonly folder: string;
  readonly dimensions: ModelDimensions;
  /** The embedding of the probe (probe.ts) when the cache was built, straight from the checkpoint. */
  readonly golden: readonly number[];
  /** Whether this call built it. */
  readonly built: boolean;
  /** Deletes it: it does not give the golden vector. */
  discard(): Promise<void>;
}

/** In the model folder. */
export const CACHE_FOLDER = 'prepacked';
export const cacheFiles = ({ graphs }: Family): string[] =>
  graphs.flatMap((graph) => [`${graph}.onnx`, `${graph}.bin`]);
const MANIFEST = 'manifest.json';
/** fp16 weights become fp32, and while it is built they are there packed, too, and those of one graph compacted. */
const SPACE_FACTOR = 5;
const ABANDONED_BUILD_MS = 3600_000;
const UNUSED_CACHE_MS = 7 * 24 * 3600_000;

const colours = z.tuple([z.number(), z.number(), z.number()]).readonly();
const manifestSchema = z.object({
  dimensions: z.object({
    family: z.string(),
    pixelMean: colours,
    pixelStd: colours,
    imageSize: z.number(),
    patches: z.number(),
    width: z.number(),
  }) satisfies z.ZodType<ModelDimensions>,
  golden: z.array(z.number()),
  sizes: z.record(z.string(), z.number()),
});
type Manifest = z.infer<typeof manifestSchema>;

/**
 * Opens the cache for this model on this machine, and builds it where there is none (a few seconds, once).
 * @throws SetupError CHECKPOINT_*, TENSOR_* when it is built; Error where it cannot be written: the model then runs straight from its checkpoint
 */
export async function openPrepackedCache(model: ModelFolder): Promise<PrepackedCache> {
  const parent = join(model.folder, CACHE_FOLDER);
  const folder = join(parent, await cacheKey(model));
  const known = await readManifest(folder, model.family);
  if (known !== undefined) return prepacked(folder, known, false);
  await rm(folder, { recursive: true, force: true });
  await mkdir(parent, { recursive: true });
  await removeAbandoned(parent, basename(folder));
  await requireSpace(model, parent);
  await build(model, parent, folder);
  const manifest = await readManifest(folder, model.family);
  if (manifest === undefined) throw new Error(`The prepacked cache in ${folder} is incomplete`);
  return prepacked(folder, manifest, true);
}

function prepacked(folder: string, { dimensions, golden }: Manifest, built: boolean): PrepackedCache {
  return { folder, dimensions, golden, built, discard: () => rm(folder, { recursive: true, force: true }) };
}

/** Writes aside, then renames: a cache that has its name is complete. The loser of two builds uses the winner's. */
async function build(model: ModelFolder, parent: string, folder: string): Promise<void> {
  const aside = join(parent, `building-${randomUUID()}`);
  await mkdir(aside);
  try {
    const built = await buildInChild(model.folder, aside);
    const sizes: Record<string, number> = {};
    for (const file of cacheFiles(model.family)) sizes[file] = (await stat(join(aside, file))).size;
    await writeFile(join(aside, MANIFEST), JSON.stringify({ ...built, sizes } satisfies Manifest));
    await rename(aside, folder).catch(async (error: unknown) => {
      if ((await readManifest(folder, model.family)) === undefined) throw error;
    });
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

/** Undefined where the cache is missing or not whole. */
async function readManifest(folder: string, family: Family): Promise<Manifest | undefined> {
  try {
    const manifest = manifestSchema.parse(JSON.parse(await readFile(join(folder, MANIFEST), 'utf8')));
    for (const file of cacheFiles(family)) {
      if ((await stat(join(folder, file))).size !== manifest.sizes[file]) return undefined;
    }
    const now = new Date();
    await utimes(folder, now, now).catch(() => undefined);
    return manifest;
  } catch {
    return undefined;
  }
}

/** Builds that never ended, and caches of earlier runtimes or checkpoints that nobody opened for a week. */
async function removeAbandoned(parent: string, current: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const age =
      Date.now() -
      (await stat(join(parent, name)).then(
        ({ mtimeMs }) => mtimeMs,
        () => Date.now(),
      ));
    const limit = name.startsWith('building-') ? ABANDONED_BUILD_MS : UNUSED_CACHE_MS;
    if (name !== current && age > limit) await rm(join(parent, name), { recursive: true, force: true });
  }
}

async function requireSpace(model: ModelFolder, parent: string): Promise<void> {
  const needed = SPACE_FACTOR * (await stat(model.checkpointPath)).size;
  const { bavail, bsize } = await statfs(parent);
  if (bavail * bsize >= needed) return;
  throw new Error(
    `${parent} has ${mebibytes(bavail * bsize)} MiB free; the prepacked cache needs ${mebibytes(needed)}`,
  );
}

const mebibytes = (bytes: number): number => Math.floor(bytes / 1024 ** 2);
