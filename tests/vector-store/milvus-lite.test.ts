import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/index.js';
import { openIndex } from './open-index.js';
import { temporaryFolder } from '../support/stored.js';
import { pythonEnvironment } from '../support/python-env.js';
import { memoryLogger } from '../support/server.js';
import { killLite } from './milvus-kill-rounds.js';
import { conformance } from './conformance.js';
import { collect, IDENTITY, record, vector } from './vectors.js';

const environment = await pythonEnvironment('milvus-lite');
const python = join(environment ?? '', 'bin', 'python');
const holder = fileURLToPath(new URL('./lite-holder.ts', import.meta.url));

/** 30 by milvus-kill-command.ts. */
const KILLS = 3;

const settings = (folder: string) => ({ VECTOR_STORE: join(folder, 'milvus.db'), MILVUS_LITE_PYTHON: python });
const storage = (folder: string, overrides: Record<string, string> = {}) =>
  readConfig({ DATA_FOLDER: folder, ...settings(folder), ...overrides }).storage;

describe.skipIf(environment === undefined)('with Milvus Lite', () => {
  conformance('Milvus Lite', async () => ({ kind: 'milvus-lite', settings }));

  it('is started again where its process was killed, with all that was acknowledged', async () => {
    const folder = await temporaryFolder();
    const lines: Record<string, unknown>[] = [];
    const store = await openIndex(storage(folder), { identity: IDENTITY, logger: memoryLogger(lines) });
    try {
      const records = Array.from({ length: 30 }, (_, seed) => record(seed));
      await store.upsert(records);
      await store.delete([records[0]?.id ?? '']);
      const pids = () => lines.filter(({ msg }) => msg === 'Milvus Lite runs').map(({ pid }) => Number(pid));
      process.kill(pids()[0] ?? 0, 'SIGKILL');
      await expect
        .poll(() => store.search([{ embedding: vector(3), limit: 1 }]).then(([hits]) => hits?.[0]?.id, String), {
          timeout: 60_000,
        })
        .toBe(record(3).id);
      await expect.poll(pids).toHaveLength(2);
      expect(await store.healthy()).toBe(true);
      expect(await store.count()).toBe(29);
      expect((await collect(store.ids())).sort()).toEqual(
        records
          .slice(1)
          .map(({ id }) => id)
          .sort(),
      );
    } finally {
      await store.close();
    }
  });

  it(
    `loses nothing that was acknowledged when its process is killed ${KILLS} times`,
    { timeout: 900_000 },
    async () => {
      const report = await killLite(storage(await temporaryFolder()), { kills: KILLS, seed: 1 });
      expect(report.faults).toEqual([]);
      expect(report.acknowledged).toBeGreaterThan(0);
    },
  );

  it('ends with the server, even where that was killed', async () => {
    const folder = await temporaryFolder();
    const env = { ...process.env, ...settings(folder), DATA_FOLDER: folder };
    const server = spawn(process.execPath, ['--import', 'tsx', holder], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    await once(server.stdout, 'data');
    await expect(openIndex(storage(folder), { identity: IDENTITY })).rejects.toMatchObject({
      code: 'MILVUS_LITE_LOCKED',
    });
    server.kill('SIGKILL');
    await once(server, 'exit');
    // Its lock is free as soon as the process has ended.
    await expect
      .poll(
        async () => {
          const store = await openIndex(storage(folder), { identity: IDENTITY });
          const count = await store.count();
          await store.close();
          return count;
        },
        { timeout: 30_000 },
      )
      .toBe(1);
  });

  it('says what to do about a regular file of that name', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'milvus.db'), 'SQLite format 3');
    await expect(openIndex(storage(folder), { identity: IDENTITY })).rejects.toMatchObject({
      code: 'MILVUS_LITE_FILE',
      message: expect.stringContaining('Move it away'),
    });
  });
});

it('says which commands install Milvus Lite where no Python has it', async () => {
  const folder = await temporaryFolder();
  const config = storage(folder, { MILVUS_LITE_PYTHON: join(folder, 'no-python') });
  await expect(openIndex(config, { identity: IDENTITY })).rejects.toMatchObject({
    code: 'MILVUS_LITE_PYTHON_MISSING',
    message: expect.stringMatching(
      /no-python not found.*python3 -m venv \.venv\n +\.venv\/bin\/pip install milvus-lite==3\.2\.2 pymilvus==3\.0\.2\n.*LanceDB/s,
    ),
  });
});
