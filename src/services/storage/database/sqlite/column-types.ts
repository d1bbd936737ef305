import type { ColumnTypes } from '../migrations.js';

/** Labels and counts lie in the order of their keys. */
export const SQLITE_TYPES: ColumnTypes = {
  integer: 'integer',
  real: 'real',
  bytes: 'blob',
  text: 'text',
  clustered: ' without rowid',
  frequent: { values: 'key, n desc, value', keys: 'n desc, key' },
  extra: [],
};
