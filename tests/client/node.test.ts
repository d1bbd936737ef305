import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeKey, temporaryFolder } from '../access/support.js';
import { programText } from '../outsiders/prepare.js';
import { photograph } from '../support/photograph.js';
import { startTestServer } from '../support/server.js';
import { createProject, type Project, ROOT } from './support.js';

let project: Project;
beforeAll(async () => {
  project = await createProject();
  for (const name of ['program.ts', 'misuse.ts']) {
    await project.write(name, await readFile(join(ROOT, 'tests/fixtures/client', name), 'utf8'));
  }
  for (const name of ['report', 'typed-client']) await project.write(`${name}.ts`, await programText(name));
}, 300_000);
afterAll(() => project.remove());

it('is installed in another project, type-checked there in strict mode, and used from Node with an upload', async () => {
  expect(await project.compile()).toEqual({ code: 0, output: '' });

  const dataFolder = await temporaryFolder();
  const key = await makeKey(dataFolder, { scope: 'write' });
  const { endpoint } = await startTestServer({ dataFolder });
  await writeFile(join(project.folder, 'picture.jpg'), await photograph(64, 48));
  const { code, output } = await project.node('program.js', endpoint, key, 'picture.jpg');
  expect(code, output).toBe(0);
  expect(JSON.parse(output)).toEqual({
    statuses: ['STORED', 'UNCHANGED', 'BAD_USER_INPUT'],
    fileName: 'léopard.jpg',
    hit: true,
    same: true,
    kind: 'cat',
    thumbnail: [200, 'image/jpeg'],
    codes: {
      wrongKey: 'UNAUTHENTICATED',
      noKey: 'UNAUTHENTICATED',
      nobodyThere: 'NETWORK_ERROR',
      noServerOfOurs: expect.stringMatching(/^(BAD_USER_INPUT|UNEXPECTED_ANSWER)$/),
      badSearch: 'BAD_USER_INPUT',
      aborted: 'AbortError',
    },
    deleted: 1,
    image: null,
  });
}, 180_000);

it('brings nothing along but graphql and the typed document node', async () => {
  const lock = JSON.parse(await readFile(join(project.folder, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, unknown>;
  };
  expect(
    Object.keys(lock.packages)
      .filter((path) => path.startsWith('node_modules/'))
      .sort(),
  ).toEqual(['node_modules/@graphql-typed-document-node/core', 'node_modules/graphql', 'node_modules/leopard-client']);
});

it('has the version of the server', async () => {
  const versionOf = async (path: string) =>
    (JSON.parse(await readFile(join(ROOT, path), 'utf8')) as { version: string }).version;
  expect(await versionOf('codegen/client/package.json')).toBe(await versionOf('package.json'));
});
