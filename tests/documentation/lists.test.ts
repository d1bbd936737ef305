import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { type CommandOutcome, leopard } from '../support/command-line.js';
import { send } from '../support/graphql.js';
import { startTestServer } from '../support/server.js';
import { claimedBy } from './support/claims.js';
import { createScriptFolder, type ScriptFolder } from './support/script-folder.js';
import type {} from './support/server.js';

const blocks = claimedBy('documentation/lists.test.ts');

let folder: ScriptFolder;
beforeAll(async () => {
  folder = await createScriptFolder(inject('documentation').pictures);
});
afterAll(() => folder.remove());

/** Ingests a list into an empty data folder. @returns the outcome, the report, and the metadata of what is stored */
async function ingestList(name: string) {
  const at = await folder.fresh();
  const dataFolder = join(at, 'empty');
  const call = ['ingest', name, '--data-folder', dataFolder, '--report', 'report.json'];
  const outcome: CommandOutcome = await leopard(call, { folder: at });
  const report = JSON.parse(await readFile(join(at, 'report.json'), 'utf8')) as unknown;
  const { endpoint } = await startTestServer({ dataFolder });
  type Listed = { images: { edges: { node: { fileName: string; metadata: unknown } }[] } };
  const { data } = await send<Listed>(endpoint, '{ images { edges { node { fileName metadata } } } }');
  const stored = Object.fromEntries(data?.images.edges.map(({ node }) => [node.fileName, node.metadata]) ?? []);
  return { outcome, report, stored };
}

it('the page shows two lists and a report', () => {
  expect(blocks.map(({ language }) => language)).toEqual(['jsonl', 'csv', 'json']);
});

it('the JSONL list gives its metadata, and the report that the page shows', async () => {
  const { report, stored } = await ingestList('products.jsonl');
  const entries = blocks[0]?.code.trim().split('\n') ?? [];
  const listed = entries.map((line) => JSON.parse(line) as { file: string; metadata?: unknown });
  const pictures = listed.filter(({ metadata }) => metadata !== undefined);
  expect(stored).toEqual(Object.fromEntries(pictures.map(({ file, metadata }) => [file, metadata])));
  const shown = JSON.parse(blocks[2]?.code ?? '') as object;
  expect(report).toEqual({ ...shown, seconds: expect.any(Number) });
});

it('the CSV list gives numbers, truths and text as metadata, and leaves out what is empty', async () => {
  const { outcome, stored } = await ingestList('products.csv');
  expect(outcome.exitCode, outcome.stderr).toBe(0);
  expect(stored).toEqual({
    'red-mug.jpg': { title: 'Red mug', price: 12.5, sale: true },
    'blue-mug.jpg': { title: 'Blue mug, large', price: 14 },
  });
});
