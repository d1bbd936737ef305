import type { Config } from '../../../config/index.js';
import type { MigrationOptions } from './settle-format.js';

/** What a migration has to know of the configuration. */
export const migrationOptions = ({ storage, access }: Pick<Config, 'storage' | 'access'>): MigrationOptions => ({
  allowed: storage.migrate,
  keysFile: access.apiKeysFile,
  searchSeconds: storage.searchHistorySeconds,
});
