import { mkdir, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bodyOf, createGate, filesIn, pictureServers, temporaryFolder } from './support.js';
import { photograph } from '../support/photograph.js';

const startPictures = pictureServers();

it('finds the renditions of an earlier run, and removes what a crash or another version left', async () => {
  const folder = await temporaryFolder();
  const first = await startPictures({ folder });
  const id = await first.add(await photograph(100, 100));
  const made = await bodyOf(await first.get(`/images/${id}?width=10`));
  await first.close();
  const shelf = join(first.renditionFolder, id.slice(0, 2), id);
  await writeFile(join(shelf, '99999999-0.tmp'), 'half');
  await writeFile(join(shelf, '10x10-0.jpeg'), 'an older version');

  const second = await startPictures({ folder });
  expect((await bodyOf(await second.get(`/images/${id}?width=10`))).equals(made)).toBe(true);
  expect(second.loads).toEqual([]);
  await second.close();
  expect(await filesIn(first.renditionFolder)).toHaveLength(1);
});

it('counts the files of an earlier run against the limit', async () => {
  const folder = await temporaryFolder();
  const first = await startPictures({ folder });
  const id = await first.add(await photograph(300, 300));
  for (let width = 100; width < 120; width++) await bodyOf(await first.get(`/images/${id}?width=${width}`));
  await first.close();
  const second = await startPictures({ folder, rendition: { cacheBytes: 20_000 } });
  await second.close();
  const sizes = await Promise.all((await filesIn(first.renditionFolder)).map(async (file) => (await stat(file)).size));
  expect(sizes.length).toBeGreaterThan(0);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(20_000);
});

it('makes a rendition again whose file was lost or emptied', async () => {
  const server = await startPictures();
  const id = await server.add(await photograph(100, 100));
  const made = await bodyOf(await server.get(`/images/${id}?width=10`));
  const [file = ''] = await filesIn(server.renditionFolder);
  await truncate(file, 0);
  expect((await bodyOf(await server.get(`/images/${id}?width=10`))).equals(made)).toBe(true);
  expect(server.loads).toHaveLength(2);
});

it('deletes the renditions with their picture, those that are being made too', async () => {
  const gate = createGate();
  const deletion = createGate();
  let closed = false;
  const server = await startPictures({
    beforeLoad: () => (closed ? gate.wait() : Promise.resolve()),
    onPurge: () => void deletion.wait(),
  });
  const id = await server.add(await photograph(300, 300));
  const other = await server.add(await photograph(100, 100, 5));
  await bodyOf(await server.get(`/images/${other}?width=10`));
  await bodyOf(await server.get(`/images/${id}?width=10`));
  closed = true;
  const underWay = server.get(`/images/${id}?width=200`);
  await gate.reached;
  const deleting = server.collection.delete([id]);
  await deletion.reached;
  gate.open();
  await Promise.all([underWay, deleting]);
  const left = await filesIn(server.renditionFolder);
  expect(left).toHaveLength(1);
  expect(left[0]).toContain(other);
  expect((await server.get(`/images/${id}?width=10`)).status).toBe(404);
});

it('serves pictures where the cache folder cannot be written', async () => {
  const folder = await temporaryFolder();
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'renditions'), 'a file where a folder should be');
  const warnings: string[] = [];
  const server = await startPictures({ folder, rendition: { warn: (message) => warnings.push(message) } });
  const id = await server.add(await photograph(100, 100));
  expect((await server.get(`/images/${id}?width=10`)).status).toBe(200);
  expect(warnings).toHaveLength(1);
});

it('keeps nothing where the limit is 0', async () => {
  const server = await startPictures({ rendition: { cacheBytes: 0 } });
  const id = await server.add(await photograph(100, 100));
  expect((await server.get(`/images/${id}?width=10`)).status).toBe(200);
  expect((await server.get(`/images/${id}?width=10`)).status).toBe(200);
  expect(server.loads).toHaveLength(2);
  expect(await filesIn(server.renditionFolder)).toEqual([]);
});
