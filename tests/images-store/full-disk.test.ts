import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openImageStore } from '../../src/services/storage/file-store/images/index.js';
import { canHaveSmallDisk, onSmallDisk } from '../support/small-disk.js';
import { startChild } from './child.js';
import { identity, temporaryFolder } from './support.js';

const report = async (child: ReturnType<typeof startChild>) =>
  JSON.parse((await child.line('report ')).slice('report '.length)) as Record<string, unknown>;

// The tests below with a limited file size run everywhere.
test.runIf(canHaveSmallDisk('pictures on a file system that runs full'))(
  'on a full disk every kind of write is refused by a code, nothing is lost, deleting works, and it goes on when there is room',
  async () => {
    const folder = join(await temporaryFolder(), 'small');
    await mkdir(folder);
    const outcome = await report(startChild('disk-filler.ts', [folder], { under: onSmallDisk(folder, '6m') }));
    expect(outcome).toMatchObject({ faults: [], stored: 10 });
    const { create, put, update, search } = outcome.refused as Record<string, number>;
    expect(create).toBeGreaterThan(1);
    // 0 to 4 free pages are too few for a picture: first for its original, then for its embedding, then for its record.
    expect(put).toBeGreaterThanOrEqual(5);
    expect(put).toBeLessThan(10);
    expect(update).toBeGreaterThan(0);
    expect(search).toBeGreaterThan(0);
  },
);

// ulimit -f counts in blocks of 512 bytes in sh.
test.runIf(process.platform !== 'win32').each([
  ['an original', { bytes: 400_000, dimension: 16, characters: 1 }, 0],
  ['the embeddings', { bytes: 100, dimension: 4096, characters: 1 }, 18],
  ['the records', { bytes: 100, dimension: 16, characters: 3000 }, 60],
])(
  'when %s may not grow, the picture is refused by a code and the others stay',
  async (_, { bytes, dimension, characters }, atLeast) => {
    const folder = await temporaryFolder();
    const args = [folder, bytes, dimension, characters].map(String);
    const child = startChild('file-limit.ts', args, { under: ['sh', '-c', 'ulimit -f 600 && exec "$@"', 'sh'] });
    const { code, stored, same, deletion, left } = await report(child);
    expect({ code, same }).toEqual({ code: 'STORAGE_UNAVAILABLE', same: true });
    expect(stored).toBeGreaterThanOrEqual(atLeast);
    expect(Number(left)).toBe(deletion === 1 ? Number(stored) - 1 : Number(stored));
    expect(await readdir(join(folder, 'temporary'))).toEqual([]);
    const store = await openImageStore(folder, { identity: { ...identity, dimension } });
    expect(store.count).toBe(left);
    await store.close();
  },
);
