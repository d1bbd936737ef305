// npm run test:package -- [--node 20,22,24]
// Installs the packages that `npm run package` made, as users do, on machines that have nothing but Node and a registry:
// install scripts run, the home folder and npm's cache are empty. For the Node that runs this, or for each one named.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { CHECKS, type Packages } from './checks.js';
import { cleanMachine } from './machine.js';
import { nodeOf } from './node-versions.js';

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const { version } = JSON.parse(await readFile(at('package.json'), 'utf8')) as { version: string };
const packages: Packages = {
  server: at('build/leopard-search.tgz'),
  client: at('build/leopard-client.tgz'),
  version,
};

const { values } = parseArgs({ options: { node: { type: 'string' } } });
let passed = 0;
let failed = 0;
for (const wanted of values.node?.split(',') ?? [undefined]) {
  const node = await nodeOf(wanted);
  const machine = await cleanMachine(node);
  process.stdout.write(`Node ${(await machine.run('node', ['--version'])).stdout}`);
  try {
    for (const [name, check] of Object.entries(CHECKS)) {
      try {
        const remark = await check(machine, packages);
        passed++;
        process.stdout.write(`  ok    ${name}${remark ? ` (${remark})` : ''}\n`);
      } catch (error) {
        failed++;
        process.stdout.write(`  FAULT ${name}\n${error instanceof Error ? error.message : String(error)}\n`);
      }
    }
  } finally {
    await machine.remove();
  }
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
