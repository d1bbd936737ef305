import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat, statfs, utimes } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isMissing, syncFolder } from '../../../lib/atomic-file.js';
import { SyncedTree } from '../../../lib/synced-tree.js';
import type { ModelDimensions } from '../models/model.js';
import type { ChosenPrecision } from '../quantisation/chosen-precision.js';
import type { ModelFolder } from '../models/model-folder.js';
import { cacheKey } from './cache-key.js';
import { buildInChild } from './build-in-child.js';
import { checkFiles, GRAPHS, readManifest, WEIGHTS, writeManifest, type Manifest } from './manifest.js';
import { BUILDING, claim, keepBudget, removeAbandoned, unclaim } from './tidy.js';

/**
 * The model as the runtime computes with it: optimised graphs, weights in their precision and packed for this processor. The runtime maps these
 * files, so a start takes less than half of the time, and all workers and processes share one copy of the weights.
 */
export interface PrepackedCache {
  readonly folder: string;
  readonly dimensions: ModelDimensions;
  /** The embedding of the probe (probe.ts) when the cache was built, straight from the checkpoint. */
  readonly golden: readonly number[];
  /** Whether this call built it. */
  readonly built: boolean;
  /** What was wrong with the one that this call found and replaced. */
  readonly replaced: string | undefined;
  /**
   * Reads the weights and compares their checksums: to be awaited before a vector leaves. The graphs were checked already.
   * @throws Error naming the file that is damaged
   */
  check(): Promise<void>;
  /** Deletes it: it is damaged, or does not give the golden vector. */
  discard(): Promise<void>;
}

export interface CacheOptions {
  readonly precision: ChosenPrecision;
  /** Most bytes of all caches of this model together. */
  readonly bytes: number;
}

/** In the model folder. */
export const CACHE_FOLDER = 'prepacked';
/** fp16 weights become fp32, and while it is built they are there packed, too, and those of one graph compacted. */
const SPACE_FACTOR = 5;

/**
 * Opens the cache for this model on this machine, and builds it where there is none that is whole (a few seconds, once).
 * @throws SetupError CHECKPOINT_*, TENSOR_* when it is built; Error where it cannot be written: the model then runs straight from its checkpoint
 */
export async function openPrepackedCache(model: ModelFolder, options: CacheOptions): Promise<PrepackedCache> {
  const parent = join(model.folder, CACHE_FOLDER);
  const folder = join(parent, await cacheKey(model, options.precision.name));
  await removeAbandoned(parent, basename(folder));
  const found = await openIntact(folder);
  if (typeof found === 'object') return prepacked(folder, found);
  await rm(folder, { recursive: true, force: true });
  await mkdir(parent, { recursive: true });
  await requireSpace(model, parent);
  await build(model, options.precision, parent, folder);
  await keepBudget(parent, basename(folder), options.bytes);
  const built = await openIntact(folder);
  if (typeof built !== 'object') throw new Error(`The prepacked cache in ${folder} is incomplete: ${built}`);
  return prepacked(folder, built, { built: true, replaced: found });
}

function prepacked(
  folder: string,
  manifest: Manifest,
  { built, replaced }: Pick<PrepackedCache, 'built' | 'replaced'> = { built: false, replaced: undefined },
): PrepackedCache {
  const { dimensions, golden } = manifest;
  return {
    ...{ folder, dimensions, golden, built, replaced },
    check: () => checkFiles(folder, manifest, [WEIGHTS]),
    discard: () => rm(folder, { recursive: true, force: true }),
  };
}

/** What a cache says of itself, where its graphs are as they were written; undefined where there is none; or what is wrong with it. */
async function openIntact(folder: string): Promise<Manifest | string | undefined> {
  try {
    const manifest = await readManifest(folder);
    await checkFiles(folder, manifest, [GRAPHS]);
    const now = new Date();
    await utimes(folder, now, now).catch(() => undefined);
    return manifest;
  } catch (error) {
    if (isMissing(error) && (await stat(folder).catch(() => undefined)) === undefined) return undefined;
    return error instanceof Error ? error.message : String(error);
  }
}

/** Writes aside, then renames: a cache that has its name is complete, after a power cut too. The loser of two builds uses the winner's. */
async function build(model: ModelFolder, precision: ChosenPrecision, parent: string, folder: string): Promise<void> {
  const aside = join(parent, `${BUILDING}${randomUUID()}`);
  await mkdir(aside);
  try {
    await claim(aside);
    const built = await buildInChild(model.folder, aside, precision.name);
    await writeManifest(aside, { ...built, key: basename(folder) });
    await unclaim(aside);
    await new SyncedTree(aside).sync();
    await rename(aside, folder).catch(async (error: unknown) => {
      if (typeof (await openIntact(folder)) !== 'object') throw error;
    });
    await syncFolder(parent);
  } finally {
    await rm(aside, { recursive: true, force: true });
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
