// npm run test:behind-proxy -- [test files or parts of their names]
// The tests of the page, of the typed client and of what the tutorial and the other pages show, as they are: what is one server otherwise is
// several ones on Postgres, S3 and Milvus behind a proxy that asks another one each time, a deployment for each.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SharedEngines } from '../support/shared-deployment.js';

/**
 * The tutorial is its page: its operations are among those of the documentation. Left out is tests/tutorial: `leopard quickstart --tutorial`
 * fills a folder of this machine, whatever deployment the environment names.
 */
const TESTS = [
  'tests/client/',
  'tests/page/',
  'tests/documentation/operations.test.ts',
  'tests/documentation/programs.test.ts',
];
const chosen = process.argv.slice(2);
// A page of many pictures keeps two processors busy for longer than the few seconds after which Milvus gives up otherwise.
const engines = await SharedEngines.start(60);
// Gives out a deployment of its own to whoever asks.
const deployments = createServer((_request, response) => {
  engines.deployment().then(
    (settings) => response.end(JSON.stringify(settings)),
    (error: Error) => response.writeHead(500).end(error.message),
  );
}).listen(0, '127.0.0.1');
await once(deployments, 'listening');
try {
  const { port } = deployments.address() as AddressInfo;
  const projects = ['server', 'page', 'documentation'].flatMap((name) => ['--project', name]);
  // Those of npm test, then those of npm run test:long.
  for (const mode of ['test', 'long']) {
    const tests = spawn(
      'npx',
      [
        ...['vitest', 'run', '--mode', mode, '--passWithNoTests', '--maxWorkers=1', ...projects],
        ...(chosen.length > 0 ? chosen : TESTS),
      ],
      { env: { ...process.env, TEST_DEPLOYMENTS: `http://127.0.0.1:${port}` }, stdio: 'inherit' },
    );
    const [code] = (await once(tests, 'exit')) as [number | null];
    process.exitCode ||= code ?? 1;
  }
} finally {
  deployments.close();
  await engines.stop();
}
