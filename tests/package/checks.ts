import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sizeOf, unresolved, withInstallScripts } from './installed.js';
import type { Machine, Run } from './machine.js';

export interface Packages {
  readonly server: string;
  readonly client: string;
  readonly version: string;
}

export type Check = (machine: Machine, packages: Packages) => Promise<string | void>;

/** MiB: LanceDB takes 180 of it, ONNX Runtime 45, Skia 35, libvips 20. */
const ROOM = 400;

const done = ({ code, stdout, stderr }: Run): string => {
  assert.equal(code, 0, `${stdout}\n${stderr}`);
  assert.doesNotMatch(`${stdout}${stderr}`, /EBADENGINE|EBADPLATFORM|ERESOLVE|deprecated|npm error|Warning:/);
  return stdout;
};

const serverFolder = ({ prefix }: Machine) => join(prefix, 'lib/node_modules/leopard-search');

/** A project of somebody else's with these packages. */
async function project(machine: Machine, name: string, packages: readonly string[]): Promise<string> {
  const folder = join(machine.folder, name);
  await mkdir(folder);
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name, private: true, type: 'module' }));
  done(await machine.run('npm', ['install', ...packages], folder));
  return folder;
}

/** graphql 17 does not run on Node 20. */
async function graphqlVersions(machine: Machine): Promise<string[]> {
  const { stdout } = await machine.run('node', ['--version']);
  return stdout.startsWith('v20.') ? ['graphql@16'] : ['graphql@16', 'graphql@17'];
}

/** With the typed client from its package, beside this graphql. */
async function askWithClient(machine: Machine, { client }: Packages, graphql: string, url: string): Promise<void> {
  const folder = await project(machine, `client-${graphql.replace('@', '-')}`, [client, graphql]);
  const program = `import { createClient, SearchDocument } from 'leopard-client';
    const client = createClient({ url: '${url}/graphql' });
    const { search } = await client.request(SearchDocument, { instruction: 'a red mug with hearts' });
    console.log(search.hits.length);`;
  await writeFile(join(folder, 'program.js'), program);
  assert.match(done(await machine.run('node', ['program.js'], folder)), /^[1-9]\d*\n$/);
  for (const file of ['README.md', 'LICENSE']) await readFile(join(folder, 'node_modules/leopard-client', file));
}

export const CHECKS: Readonly<Record<string, Check>> = {
  async 'npm install --global: no fault, no warning, a command'(machine, { server, version }) {
    done(await machine.run('npm', ['install', '--global', server]));
    assert.equal(done(await machine.run('leopard', ['--version'])).trim(), version);
  },
  async 'it fits'(machine) {
    const { total, largest } = await sizeOf(serverFolder(machine));
    assert.ok(total <= ROOM, `${Math.round(total)} MiB: ${largest}`);
    return `${Math.round(total)} MiB: ${largest}`;
  },
  async 'nothing runs at installation but what removes other platforms'(machine) {
    assert.deepEqual(await withInstallScripts(join(machine.prefix, 'lib')), ['leopard-search']);
    assert.deepEqual(await readdir(join(serverFolder(machine), 'node_modules/onnxruntime-node/bin/napi-v6')), [
      process.platform,
    ]);
  },
  async 'whatever the server imports is there'(machine) {
    assert.deepEqual(await unresolved(serverFolder(machine)), []);
  },
  async 'leopard quickstart --once'(machine) {
    const run = await machine.run('leopard', ['quickstart', '--once', '--port', '0', '--data-folder', 'data']);
    assert.match(done(run), /^ +1 +0\.\d{3} +Leopard phone case .*\n +2 +0\.\d{3} +Leopard phone case /m);
  },
  async 'leopard serve, asked by the typed client beside graphql 16 and 17'(machine, packages) {
    const code = await machine.serve(['--port', '0', '--data-folder', 'data'], async (url) => {
      for (const graphql of await graphqlVersions(machine)) await askWithClient(machine, packages, graphql, url);
    });
    assert.equal(code, 0);
  },
  async 'as a dependency, beside other versions of what it needs'(machine, { server, version }) {
    const folder = await project(machine, 'dependent', [server, 'graphql@15', 'apache-arrow@21']);
    assert.equal(done(await machine.run('npx', ['--no-install', 'leopard', '--version'], folder)).trim(), version);
    const embedded = await machine.run('npx', ['--no-install', 'leopard', 'embed', '--text', 'a red mug'], folder);
    assert.match(done(embedded), /\d/);
    const program = "console.log(import.meta.resolve('leopard-search/schema.graphql'))";
    const path = done(await machine.run('node', ['--input-type=module', '--eval', program], folder));
    assert.match(await readFile(new URL(path.trim()), 'utf8'), /type Query/);
  },
  async 'npx, without installing it'(machine, { server, version }) {
    const run = await machine.run('npx', ['--yes', '--package', server, 'leopard', '--version']);
    assert.equal(done(run).trim(), version);
  },
  async 'npm install --global with scripts switched off'(machine, { server }) {
    done(await machine.run('npm', ['uninstall', '--global', 'leopard-search']));
    done(await machine.run('npm', ['install', '--global', '--ignore-scripts', server]));
    assert.match(done(await machine.run('leopard', ['embed', '--text', 'a red mug'])), /\d/);
  },
  async 'nothing is left in the home folder'(machine) {
    assert.deepEqual(await machine.home(), []);
  },
};
