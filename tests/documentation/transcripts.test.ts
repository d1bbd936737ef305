import { cp, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, inject, it, onTestFinished } from 'vitest';
import { type CommandOptions, leopard } from '../support/command-line.js';
import { ROOT } from '../support/pages.js';
import type {} from '../support/quickstart.js';
import { startTestServer, temporaryFolder } from '../support/server.js';
import { atTestServer } from './support/addresses.js';
import { claimedBy } from './support/claims.js';
import { nearlyWordsOf, wordsOf } from './support/nearly.js';
import type {} from './support/server.js';

const blocks = claimedBy('documentation/transcripts.test.ts');

let folder: string;
beforeEach(async () => {
  const temporary = await temporaryFolder();
  onTestFinished(() => temporary.remove());
  folder = temporary.path;
});

/** What a page shows in its one block of a language. */
const shown = (page: string, language = 'text'): string =>
  blocks.find((block) => block.page === page && block.language === language)?.code ?? '';

/** Runs a command that has to succeed. @returns standard output */
async function run(parameters: string[], options: CommandOptions = {}): Promise<string> {
  const { exitCode, stdout, stderr } = await leopard(parameters, { folder, ...options });
  expect(exitCode, stderr).toBe(0);
  return stdout;
}

it('there is none that no test below is about', () => {
  expect(blocks.map(({ page, language }) => `${page} ${language}`)).toEqual([
    'README.md text',
    'docs/evaluating.md jsonl',
    'docs/evaluating.md text',
    'docs/models.md text',
  ]);
});

it('README.md: the quickstart prints this', () => {
  const page = shown('README.md');
  const { stdout } = inject('quickstartRuns').complete;
  const lines = stdout
    .slice(stdout.indexOf('themes/leopard-1.jpg'))
    .replace(/ +\([\d.]+ m?s\)$/m, '')
    .split('\n');
  expect(wordsOf(lines.slice(0, page.trimEnd().split('\n').length).join('\n'))).toEqual(nearlyWordsOf(page));
});

it('docs/evaluating.md: the questions have these figures', async () => {
  await cp(join(inject('documentation').pictures, 'themes'), join(folder, 'themes'), { recursive: true });
  await writeFile(join(folder, 'queries.jsonl'), shown('docs/evaluating.md', 'jsonl'));
  // A server of its own: others are given pictures by other tests meanwhile.
  await cp(inject('catalogueData'), join(folder, 'data'), { recursive: true });
  const { url } = await startTestServer({ dataFolder: join(folder, 'data') });
  const stdout = await run(['evaluate', 'queries.jsonl', '--server', url]);
  const withoutTime = (text: string) => text.replace(/[\d.]+ s\n$/, 'some time');
  const page = withoutTime(atTestServer(shown('docs/evaluating.md'), url));
  expect(wordsOf(withoutTime(stdout))).toEqual(nearlyWordsOf(page));

  const nonsense = JSON.stringify({ instruction: 'asdfgh qwertz', relevant: [] });
  await writeFile(join(folder, 'queries.jsonl'), `${shown('docs/evaluating.md', 'jsonl').trimEnd()}\n${nonsense}\n`);
  const calibration = await run(['evaluate', 'queries.jsonl', '--calibrate', '--server', url]);
  expect(calibration).toMatch(/all +nothing +1 +0\.0 % +0\.0 % +100\.0 %/);
  expect(calibration).toMatch(/MATCH_WEAK=[\d.]+\nMATCH_STRONG=[\d.]+\n/);
});

it('docs/models.md: a model folder holds this once it has been used', async () => {
  const settings = { MODELS_FOLDER: folder, PREPACKED_CACHE_FROM_BYTES: '1' };
  const [root = '', ...entries] = shown('docs/models.md').trimEnd().split('\n');
  const name = root.replace('/', '');
  await run(['models', 'install', name, '--from', join(ROOT, 'models/demo')], { settings });
  await run(['embed', '--text', 'a red mug', '--model', name], { settings });
  const described = entries.map((line) => line.trim().split(' ')[0]?.replace('/', ''));
  expect((await readdir(join(folder, name))).sort()).toEqual(described.sort());
});
