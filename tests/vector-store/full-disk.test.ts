import { describe, expect, test } from 'vitest';
import { startChild } from '../storage/child.js';
import { temporaryFolder } from '../support/stored.js';
import { canHaveSmallDisk, onSmallDisk } from '../support/small-disk.js';
import { pythonEnvironment } from '../support/python-env.js';

const PROGRAM = new URL('./index-disk-filler.ts', import.meta.url).href;
/** All three, which takes minutes, by `ENGINES=lancedb,milvus-lite,milvus npx vitest run tests/vector-store/full-disk`. */
const ENGINES = (process.env['ENGINES'] ?? 'lancedb,milvus-lite').split(',');
/** Milvus standalone sets files of 64 MiB aside. */
const SIZES: Readonly<Record<string, string>> = { lancedb: '24m', 'milvus-lite': '24m', milvus: '900m' };

const lite = await pythonEnvironment('milvus-lite');

describe.runIf(canHaveSmallDisk('an index on a file system that runs full'))('an index on a full disk', () => {
  test.each(ENGINES.filter((engine) => engine === 'lancedb' || lite !== undefined))(
    'on %s: writes are refused by a code, searches go on, nothing is lost, and it goes on when there is room',
    { timeout: 600_000 },
    async (engine) => {
      const folder = await temporaryFolder();
      const child = startChild(PROGRAM, [folder, engine], { under: onSmallDisk(folder, SIZES[engine] ?? '24m') });
      const { faults, refusals } = JSON.parse((await child.line('report ')).slice('report '.length)) as {
        faults: string[];
        refusals: Record<string, number>;
      };
      expect(faults).toEqual([]);
      // Milvus standalone does not survive a full disk, so there it is away.
      expect(Object.keys(refusals)).toEqual([engine === 'milvus' ? 'VECTOR_STORE_UNAVAILABLE' : 'STORAGE_UNAVAILABLE']);
    },
  );
});
