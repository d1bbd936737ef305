/**
 * `npm run test:outsiders`: small projects of others, in temporary folders, with what they install from the npm registry,
 * against a real server: each searches for two pictures in turn and in parallel, and stores both. Names of projects as arguments: only those.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import { join } from 'node:path';
import { packClient, run } from '../client/support.js';
import { photograph } from '../support/photograph.js';
import { startServing } from '../support/serving.js';
import { prepareProject } from './prepare.js';
import { PROJECTS } from './projects.js';
import { expectedReport } from './expected.js';

const scratch = await mkdtemp(join(tmpdir(), 'leopard-outsiders-'));
const pictures = ['first.jpg', 'second.jpg'].map((name) => join(scratch, name));
const bytes = [await photograph(64, 48), await photograph(48, 64)];
for (const [index, path] of pictures.entries()) await writeFile(path, bytes[index] ?? '');

const server = await startServing({ DATA_FOLDER: join(scratch, 'data'), LOG_LEVEL: 'error' });
const chosen = process.argv.slice(2);
let failed = false;
try {
  const tarball = await packClient(scratch);
  for (const project of PROJECTS.filter(({ program }) => chosen.length === 0 || chosen.includes(program))) {
    const folder = join(scratch, project.program);
    await mkdir(folder);
    const endpoint = `${server.url}/graphql`;
    const started = performance.now();
    const outcome = await prepareProject(project, { folder, endpoint, tarball }).then(
      () => run(process.execPath, [`${project.program}.js`, endpoint, ...pictures], folder),
      (error: Error) => ({ code: 1, output: error.message }),
    );
    const good =
      outcome.code === 0 && isDeepStrictEqual(JSON.parse(outcome.output), expectedReport(bytes, outcome.output));
    failed ||= !good;
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    console.log(`${good ? 'PASS' : 'FAIL'} ${project.program} (${seconds} s)${good ? '' : `\n${outcome.output}`}`);
  }
} finally {
  await server.stop();
  await rm(scratch, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;
