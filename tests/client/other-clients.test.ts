import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectedReport } from '../outsiders/expected.js';
import { programText } from '../outsiders/prepare.js';
import { readPage } from '../support/pages.js';
import { photograph } from '../support/photograph.js';
import { startTestServer, type TestServer } from '../support/server.js';
import { createProject, type Project } from './support.js';

const PROGRAMS = ['apollo', 'urql', 'fetch', 'typed-client'];

let server: TestServer;
let project: Project;
let pictures: readonly Uint8Array[];
beforeAll(async () => {
  server = await startTestServer({ stopWithTest: false });
  project = await createProject(['@apollo/client', 'apollo-upload-client', '@urql/core', 'rxjs']);
  for (const name of ['report', ...PROGRAMS]) await project.write(`${name}.ts`, await programText(name));
  pictures = [await photograph(64, 48), await photograph(48, 64)];
  for (const [index, bytes] of pictures.entries()) await writeFile(join(project.folder, `${index}.jpg`), bytes);
  expect(await project.compile()).toEqual({ code: 0, output: '' });
}, 300_000);
afterAll(async () => {
  await project.remove();
  await server.stop();
});

it.each(PROGRAMS)(
  '%s tells two pictures apart, in turn and in parallel, as docs/clients.md uses it',
  async (name) => {
    const { code, output } = await project.node(`${name}.js`, server.endpoint, '0.jpg', '1.jpg');
    expect(code, output).toBe(0);
    expect(JSON.parse(output)).toEqual(expectedReport(pictures, output));
  },
  180_000,
);

it.each([
  ['apollo', '@apollo/client', /^ *(?:fetchPolicy|context): .*,$/gm],
  ['urql', '@urql/core', /^ *(?:preferGetMethod|fetchOptions): .*,$/gm],
])('docs/clients.md sets for %s what its program needs', async (name, library, settings) => {
  const needed = ((await programText(name)).match(settings) ?? []).map((line) => line.trim());
  expect(needed).toHaveLength(2);
  const page = readPage('docs/clients.md').blocks.find(({ code }) => code.includes(`from '${library}'`));
  for (const line of needed) expect(page?.code).toContain(line);
});
