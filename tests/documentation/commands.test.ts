import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Block, PAGES, readPage, ROOT, titleOf } from '../support/pages.js';
import { atTestServer } from './support/addresses.js';
import { claimedBy } from './support/claims.js';
import { createScriptFolder, type ScriptFolder } from './support/script-folder.js';
import { commandsOf } from './support/shell.js';
import { faultOf, faultOfCall } from './support/understanding.js';

const { url, ranking } = inject('documentation');

/** Scripts that are not run here, by page and first command, and why; their commands are understood all the same. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'README.md: npm ci && npm run quickstart': 'installs packages; what it runs, tests/quickstart runs',
  'README.md: leopard models install visualized-bge-base-en-v1.5': 'downloads 393 MB',
  'README.md: npm ci && npm test': 'is what runs this',
  'CONTRIBUTING.md: npm ci': 'installs packages, and runs this',
  'docs/clients.md: npm run build:client && npm pack ./codegen/client': 'programs.test.ts packs the client',
  'docs/installing.md: npm run package': 'installs packages; npm run test:package does it',
  'docs/installing.md: npm install ./leopard-search.tgz': 'installs packages; npm run test:package does it',
  'docs/installing.md: npm uninstall --global leopard-search': 'needs it installed; npm run test:package does it',
  'docs/installing.md: npm run test:package': 'takes minutes, and a registry',
  'docs/models.md: leopard models list': 'downloads; tests/model-catalogue does it from a stand-in of the hub',
  'docs/models.md: leopard models switch bge-vl-base --dry-run':
    'needs that model beside a running server; tests/generations does it with a small one',
  'docs/evaluating.md: leopard evaluate queries.jsonl --calibrate':
    'needs fifty pictures and more; tests/documentation asks for it where there is a catalogue',
  'docs/search.md: leopard evaluate queries.jsonl --calibrate':
    'needs fifty pictures and more; tests/documentation asks for it where there is a catalogue',
  'docs/models.md: leopard evaluate queries.jsonl --folder my-pictures/ --save fp32.json':
    'needs a model that was prepared, in minutes; tests/models prepares a small one',
  'docs/models.md: npm run bench:encoder': 'takes minutes',
  'docs/models.md: npm run fuzz:checkpoints -- --count 1000000 --seed 1': 'takes hours; tests/models does fewer',
  'docs/scaling.md: npm run bench:capacity': 'takes minutes',
  'docs/stores.md: python3 -m venv .venv': 'installs packages; tests/vector-store runs Milvus Lite',
  'docs/stores.md: VECTOR_STORE_TOKEN=root:Milvus leopard serve --vector-store http://localhost:19530':
    'needs a Milvus; tests/vector-store runs one, and nobody here has an account of Zilliz Cloud',
  'docs/deploying.md: docker build -f deploy/Dockerfile -t leopard .':
    'needs a container engine; npm run test:container does it without one',
  'docs/deploying.md: docker run --rm -v leopard:/data leopard keys create --name first --scope write':
    'needs a container engine',
  'docs/deploying.md: cp deploy/compose/example.env deploy/compose/.env':
    'needs a container engine; tests/deploy reads it',
  'docs/deploying.md: kubectl apply -f deploy/kubernetes/leopard-secret.yaml -f deploy/kubernetes/leopard.yaml -f deploy/kubernetes/migrate.yaml':
    'needs a cluster; tests/deploy checks the manifests by schema',
  'docs/deploying.md: npm run test:container': 'installs packages, and mounts',
  'docs/deploying.md: cp deploy/leopard.service /etc/systemd/system/': 'needs a machine of its own',
  'README.md: docker build -f deploy/Dockerfile -t leopard .':
    'needs a container engine; npm run test:container does it without one',
  'docs/tutorial.md: leopard models install visualized-bge-base-en-v1.5':
    'downloads 393 MB; tests/adoption adopts what pymilvus filled, with a small model',
  'docs/tutorial.md: leopard quickstart --tutorial': 'downloads 450 MB; tests/tutorial does it from stand-ins',
  'models/demo/README.md: models/demo/training/train.sh': 'trains for an hour',
  'models/demo/README.md: for kind in composed wordings text; do': 'takes minutes; tests/demo-model measures the model',
};

/** Where it is not 0. */
const EXIT_CODES: Readonly<Record<string, number>> = {
  // Its list names a file that is no picture.
  'docs/ingesting.md: leopard ingest products.jsonl --report report.json': 1,
};

const keyOf = ({ page, code }: Block) => `${page}: ${code.split('\n')[0]?.replace(/ +#.*| \\$/, '')}`;
const scripts = claimedBy('documentation/commands.test.ts');
const runHere = scripts.filter((block) => !(keyOf(block) in ELSEWHERE));

let folder: ScriptFolder;
beforeAll(async () => {
  folder = await createScriptFolder(inject('documentation').pictures);
});
afterAll(() => folder.remove());

/** Runs a script as it stands, but for addresses and ports. */
async function run(block: Block) {
  const script = atTestServer(block.code, url).replace(/--port \d+/, '--port 0');
  const cwd = await folder.fresh();
  const env = { ...process.env, ...folder.settings, ...ranking };
  return new Promise<{ code: number; output: string }>((resolve) => {
    execFile('sh', ['-e', '-c', script], { cwd, env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, output: `${stdout}${stderr}` }),
    );
  });
}

const hasCurl = spawnSync('curl', ['--version']).status === 0;
if (!hasCurl) process.stderr.write('\n*** NOT TESTED, no curl found: shell commands that call it ***\n\n');

describe('a script', () => {
  it.each(runHere.map((block) => [titleOf(block), block] as const))('%s: runs', async (_title, block) => {
    if (block.code.includes('curl ') && !hasCurl && process.env['CI'] !== 'true') return;
    const { code, output } = await run(block);
    expect(code, output).toBe(EXIT_CODES[keyOf(block)] ?? 0);
    expect(output).not.toMatch(/INTERNAL|"errors"/);
  });

  it.each(scripts.map((block) => [titleOf(block), block] as const))('%s: is understood', async (_title, { code }) => {
    const commands = commandsOf(code.replaceAll('$kind', 'text').replaceAll(/\$\([^)]*\)/g, '10'));
    expect(commands.length).toBeGreaterThan(0);
    for (const command of commands) expect(await faultOf(command), command.words.join(' ')).toBeUndefined();
  });

  it('is left out here for a reason only, which is still about something', () => {
    const keys = scripts.map(keyOf);
    expect(Object.keys({ ...ELSEWHERE, ...EXIT_CODES }).filter((key) => !keys.includes(key))).toEqual([]);
    const tests = Object.values(ELSEWHERE).flatMap((reason) => reason.match(/tests\/[\w-]+/g) ?? []);
    expect(tests.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});

describe('a command in the text, or in an example of the help', () => {
  const spans = PAGES.flatMap((path) =>
    readPage(path)
      .spans.filter((span) => /^leopard [a-z]/.test(span) && !span.includes('…'))
      .map((span) => [path, span] as const),
  );
  const examples = readPage('docs/command-line.md').blocks.flatMap(({ code }) =>
    [...code.matchAll(/^ {2}(leopard .*)$/gm)].map(([, example = '']) => ['docs/command-line.md', example] as const),
  );

  it.each([...spans, ...examples])('%s: %s', async (_page, text) => {
    const [command] = commandsOf(text.replace(/<[^>]*>/g, 'name'));
    const parameters = command?.words.slice(1) ?? [];
    const fault = await faultOfCall(parameters);
    // A command may be named without what it needs, and a group of commands, which answers by its help, without one.
    const bare = /^(error: missing required argument|Usage: )/.test(fault ?? '');
    expect(bare ? undefined : fault).toBeUndefined();
  });
});
