import type { StorageConfig } from '../../config/index.js';
import { openBesideServer, openStorage, requireStorage, type Storage, type StorageOptions } from './open.js';
import { isShared, openShared } from './shared.js';

/**
 * Opens the collection that the configuration names: a data folder, which this process owns from now on, or what several servers share.
 * @throws what `openStorage` and `openShared` throw
 */
export function openDeployment(
  config: StorageConfig,
  options: StorageOptions & { readonly caches?: boolean },
): Promise<Storage> {
  if (!isShared(config)) return openStorage(config.dataFolder, options);
  const { create, caches, migration } = options;
  return openShared(config, { create, caches, migrate: migration?.allowed ?? config.migrate });
}

/**
 * Opens it for reading, or for API keys, beside the servers that have it.
 * @throws what `openBesideServer` and `openShared` throw
 */
export function openBeside(config: StorageConfig): Promise<Pick<Storage, 'database' | 'objects' | 'close'>> {
  if (!isShared(config)) return openBesideServer(config.dataFolder);
  return openShared(config, { create: false, migrate: false });
}

/** For what never makes a collection of a mistyped name. @throws SetupError STORE_NOT_FOUND */
export async function requireDeployment(config: StorageConfig): Promise<void> {
  if (!isShared(config)) await requireStorage(config.dataFolder);
}
