import { existsSync } from 'node:fs';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { ingest } from '../support/collection.js';
import { send } from '../support/graphql.js';
import { picture, pictureFile } from '../support/pictures.js';
import { startTestServer } from '../support/server.js';
import { startServing } from '../support/serving.js';
import { originalKey } from '../../src/services/storage/types/index.js';
import { sha256, temporaryFolder } from './support.js';

/** A server that has stored something, killed. */
async function killedServer(folder: string): Promise<void> {
  const { url, process: server, closed } = await startServing({ DATA_FOLDER: folder });
  await ingest(`${url}/graphql`, [{ file: await pictureFile(1) }]);
  server.kill('SIGKILL');
  await closed;
}

/** An original as a kill leaves it, between object and record. */
async function stray(folder: string, bytes: Uint8Array, modified = new Date()): Promise<string> {
  const path = join(folder, originalKey(sha256(bytes)));
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
  await utimes(path, modified, modified);
  return path;
}

test('after a kill, objects without rows are swept; what may be somebody’s data, or a clean stop left, is not', async () => {
  const folder = await temporaryFolder();
  await killedServer(folder);
  const left = await stray(folder, await picture(2));
  const lost = await stray(folder, await picture(6));
  const query = join(folder, 'queries', sha256('q'), 'search');
  await mkdir(dirname(query), { recursive: true });
  await writeFile(query, 'q');
  const older = await stray(folder, await picture(3), new Date(Date.now() - 3_600_000));

  const server = await startTestServer({ dataFolder: folder, stopWithTest: false });
  // Not while the same picture is being stored.
  const again = ingest(server.endpoint, [{ file: await pictureFile(2) }]);
  await expect.poll(() => [query, lost].map(existsSync), { timeout: 30_000 }).toEqual([false, false]);
  await again;
  expect([left, older].map(existsSync)).toEqual([true, true]);
  const { data } = await send<{ images: { totalCount: number } }>(
    server.endpoint,
    '{ images(first: 1) { totalCount } }',
  );
  expect(data?.images.totalCount).toBe(2);
  const swept = () => server.log.filter(({ msg }) => msg === 'objects without records were swept');
  await expect.poll(swept, { timeout: 30_000 }).toMatchObject([{ queries: 1 }]);
  const late = await stray(folder, await picture(4));
  await server.stop();

  // Stopped as it should be: the next start looks at nothing.
  const next = await startTestServer({ dataFolder: folder, stopWithTest: false });
  await ingest(next.endpoint, [{ file: await pictureFile(5) }]);
  await next.stop();
  expect([left, older, late].map(existsSync)).toEqual([true, true, true]);
  expect(next.log.filter(({ msg }) => String(msg).includes('swept'))).toEqual([]);
}, 180_000);

test('more objects without records than a kill leaves stay: an older database was put in place', async () => {
  const folder = await temporaryFolder();
  await killedServer(folder);
  const paths = await Promise.all(Array.from({ length: 60 }, (_, n) => stray(folder, Buffer.from(`picture ${n}`))));
  const server = await startTestServer({ dataFolder: folder });
  const warned = () => server.log.filter(({ msg }) => String(msg).includes('more objects without records'));
  await expect.poll(warned, { timeout: 30_000 }).toMatchObject([{ objects: 60, prefix: 'originals/' }]);
  expect(paths.every(existsSync)).toBe(true);
}, 120_000);
