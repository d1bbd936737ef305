import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeSynced } from '../../../lib/atomic-file.js';
import { isGone, ownIdentity, type ProcessIdentity } from '../../../lib/process-identity.js';

/** Of folders that are being built. */
export const BUILDING = 'building-';
const OWNER = 'owner.json';
/** For a build whose owner is on another host, or was killed before it had written its name. */
const ABANDONED_BUILD_MS = 3600_000;
const UNUSED_CACHE_MS = 7 * 24 * 3600_000;

/** Writes down who builds in a folder, so that others see when that process is gone. */
export const claim = (folder: string): Promise<void> => writeSynced(join(folder, OWNER), JSON.stringify(ownIdentity()));

export const unclaim = (folder: string): Promise<void> => rm(join(folder, OWNER));

/** Removes builds whose process has ended, and caches that nobody opened for a week. */
export async function removeAbandoned(parent: string, current: string): Promise<void> {
  for (const name of await readdir(parent).catch(() => [])) {
    if (name === current) continue;
    const folder = join(parent, name);
    const age = Date.now() - ((await lastUse(folder)) ?? Date.now());
    const abandoned = name.startsWith(BUILDING)
      ? age > ABANDONED_BUILD_MS || (await ownerIsGone(folder))
      : age > UNUSED_CACHE_MS;
    if (abandoned) await rm(folder, { recursive: true, force: true });
  }
}

async function ownerIsGone(folder: string): Promise<boolean> {
  try {
    return isGone(JSON.parse(await readFile(join(folder, OWNER), 'utf8')) as ProcessIdentity);
  } catch {
    return false;
  }
}

/** Removes those caches that were not opened for the longest time, until all of them fit. `current` stays. */
export async function keepBudget(parent: string, current: string, budget: number): Promise<void> {
  const caches = [];
  for (const name of await readdir(parent)) {
    if (name.startsWith(BUILDING)) continue;
    const folder = join(parent, name);
    caches.push({ name, folder, bytes: await sizeOf(folder), used: (await lastUse(folder)) ?? 0 });
  }
  let total = caches.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { name, folder, bytes } of caches.toSorted((one, other) => one.used - other.used)) {
    if (total <= budget) return;
    if (name === current) continue;
    await rm(folder, { recursive: true, force: true });
    total -= bytes;
  }
}

/** Opening a cache touches its folder. */
const lastUse = async (folder: string): Promise<number | undefined> =>
  (await stat(folder).catch(() => undefined))?.mtimeMs;

async function sizeOf(folder: string): Promise<number> {
  let bytes = 0;
  for (const name of await readdir(folder).catch(() => [])) {
    bytes += (await stat(join(folder, name)).catch(() => undefined))?.size ?? 0;
  }
  return bytes;
}
