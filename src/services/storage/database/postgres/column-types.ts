import type { ColumnTypes } from '../migrations.js';

/** Tables are heaps. An entry of an index holds 2.7 kB at most, and keys and values of metadata may be longer. */
export const POSTGRES_TYPES: ColumnTypes = {
  integer: 'bigint',
  real: 'double precision',
  bytes: 'bytea',
  text: 'text collate "C"',
  clustered: '',
  frequent: { values: 'substr(key, 1, 200), n desc', keys: 'n desc' },
  // Floats do not compress.
  extra: ['alter table embedding alter vector set storage external'],
};
