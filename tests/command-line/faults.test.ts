import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { leopardHere } from '../support/command-line-here.js';
import { temporaryFolder } from '../support/server.js';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
const at = (...parts: string[]) => join(folder.path, ...parts);

beforeAll(async () => {
  folder = await temporaryFolder();
  await mkdir(at('empty'));
  await writeFile(at('file.txt'), 'words');
  await writeFile(at('other.json'), '{"rows": 3}');
  await writeFile(at('queries.jsonl'), '{"instruction": "a mug", "relevant": ["mug.jpg"]}\n');
});
beforeEach(() => vi.stubEnv('DATA_FOLDER', at('none')));
afterEach(() => vi.unstubAllEnvs());
afterAll(() => folder.remove());

/** Paths below the folder are written `@name`. */
async function faultOf(line: string) {
  const parameters = line.split(' ').map((word) => (word.startsWith('@') ? at(word.slice(1)) : word));
  const { exitCode, stderr } = await leopardHere(...parameters);
  return { exitCode, stderr: stderr.replaceAll(`${folder.path}/`, '@') };
}

describe('a fault has a code, says what to do, and ends with exit code 1', () => {
  it.each([
    [
      'serve --data-folder @file.txt',
      /^DATA_FOLDER_INVALID: @file.txt cannot be .*there is a file of this name\..*--data-folder/,
    ],
    ['search --instruction mug --data-folder @none', /^STORE_NOT_FOUND: There is no image store in @none\. .*ingest/],
    ['evaluate @queries.jsonl --data-folder @none', /^STORE_NOT_FOUND: /],
    ['export @pictures.tar --data-folder @none', /^STORE_NOT_FOUND: /],
    ['reindex --data-folder @none', /^STORE_NOT_FOUND: /],
    ['doctor --data-folder @none', /^STORE_NOT_FOUND: /],
    ['search --instruction mug --server http://127.0.0.1:9', /^SERVER_UNREACHABLE: .* http:\/\/127\.0\.0\.1:9 does/],
    ['evaluate @queries.jsonl --server http://127.0.0.1:9/graphql', /^SERVER_UNREACHABLE: /],
    ['search --image @none.jpg', /^BAD_USER_INPUT: The picture @none.jpg cannot be read\. Give /],
    ['embed --image @empty', /^BAD_USER_INPUT: The picture @empty cannot be read\./],
    ['evaluate @none.jsonl', /^QUERIES_UNREADABLE: @none.jsonl cannot be read\. Name a file/],
    ['evaluate @file.txt', /^QUERIES_UNREADABLE: @file.txt, line 1: this is not JSON\./],
    ['evaluate @queries.jsonl --compare @other.json', /^EVALUATION_UNREADABLE: @other.json .* --save/],
    ['evaluate @queries.jsonl --folder @none --model demo', /^FOLDER_UNREADABLE: @none cannot be read\./],
    [
      'import @none.tar --data-folder @empty',
      /^IMPORT_UNREADABLE: Nothing was imported: there is no file @none\.tar\. Name an archive that `leopard export` wrote\.$/m,
    ],
    ['import @empty --data-folder @empty', /^IMPORT_UNREADABLE: Nothing was imported: @empty is no file\./],
    ['import @file.txt --data-folder @empty', /^IMPORT_UNREADABLE: .*(no tar file|cut off)/],
    ['models install unknown', /^MODEL_NOT_FOUND: .*leopard models list/],
    ['keys create --data-folder @file.txt/data', /^DATA_FOLDER_INVALID: .*a part of this path is a file\./],
    ['catalogue @file.txt/shop', /^CATALOGUE_NOT_WRITTEN: .*a part of this path is a file/],
  ])('%s', async (line, message) => {
    const fault = await faultOf(line);
    expect(fault.stderr).toMatch(message);
    expect(fault.exitCode).toBe(1);
  });

  it('never makes a data folder of a mistyped name that is only read from', () => {
    expect(existsSync(at('none'))).toBe(false);
  });
});

describe('a file that cannot be written is told before the work whose outcome goes there', () => {
  it.each([
    'ingest @empty --report @none/report.json',
    'export @none/pictures.tar --data-folder @empty',
    'evaluate @queries.jsonl --save @none/run.json',
    'evaluate @queries.jsonl --sheet @none/sheet.png',
    'search --instruction mug --sheet @none/sheet.png',
  ])('%s', async (line) => {
    const { exitCode, stderr } = await faultOf(line);
    expect(stderr).toMatch(/^FILE_NOT_WRITTEN: @none\/\S+ cannot be written: there is no such folder\. Name another/);
    expect(exitCode).toBe(1);
  });

  it('a folder of its name', async () => {
    expect(await faultOf('export @empty --data-folder @empty')).toEqual({
      exitCode: 1,
      stderr: 'FILE_NOT_WRITTEN: @empty cannot be written: it is a folder. Name another place.\n',
    });
  });
});

it('passes on what the system says, with the name of the file', async () => {
  vi.stubEnv('MODELS_FOLDER', at('file.txt', 'models'));
  expect(await faultOf('models install visualized-bge-base-en-v1.5')).toEqual({
    exitCode: 1,
    stderr: expect.stringMatching(/^E[A-Z]+: .*'@file\.txt/),
  });
});

it('names every setting that is wrong', async () => {
  vi.stubEnv('PORT', 'http');
  vi.stubEnv('PUBLIC_URL', 'localhost:4000');
  vi.stubEnv('PAGE', 'perhaps');
  expect(await faultOf('serve')).toEqual({
    exitCode: 1,
    stderr:
      'CONFIGURATION_INVALID: The configuration is not usable. PORT: it has to be a whole number from 0 to 65535; ' +
      'PUBLIC_URL: it has to be an address such as https://leopard.example; PAGE: it has to be true or false. ' +
      'See docs/configuration.md.\n',
  });
});

it('names settings that contradict each other', async () => {
  vi.stubEnv('MAX_SEARCH_WINDOW', '50');
  const { exitCode, stderr } = await faultOf('serve');
  expect(stderr).toMatch(/^CONFIGURATION_INVALID: .*MAX_SEARCH_WINDOW: it is 50, less than .*MAX_SEARCH_LIMIT=100/);
  expect(exitCode).toBe(1);
});
