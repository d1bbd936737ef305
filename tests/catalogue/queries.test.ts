import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  drawCatalogue,
  isHeldOut,
  writeQueries,
  type CatalogueEntry,
  type ProductMetadata,
  type QueryLine,
} from '../../src/demo/catalogue/index.js';
import { TEMPLATES } from '../../src/demo/catalogue/wordings/templates.js';
import { UNSEEN_TEMPLATES } from '../../src/demo/catalogue/wordings/unseen.js';
import { readQueries } from '../../src/services/evaluation/queries.js';

let folder: string;
let entries: CatalogueEntry[];
let lines: QueryLine[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leopard-queries-'));
  entries = await drawCatalogue(join(folder, 'catalogue'), { seed: 21, size: 450 });
  lines = await writeQueries(join(folder, 'queries.jsonl'), entries, { seed: 21, perGroup: 8 });
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

function productsOf(line: QueryLine): ProductMetadata[] {
  return line.relevant.map((name) => {
    const entry = entries.find(({ file }) => file.endsWith(`/${name}`));
    if (entry?.metadata.kind !== 'product') throw new Error(`${name} is no product of the catalogue`);
    return entry.metadata;
  });
}

const kinds = (values: readonly unknown[]) => new Set(values).size;

describe('writeQueries', () => {
  it('asks the four kinds of composed question about seen and held-out targets, and more', () => {
    const groups = [...new Set(lines.map(({ group }) => group))].sort();
    const composed = ['category swap', 'colour edit', 'theme edit', 'theme transfer'];
    expect(groups).toEqual(
      [
        ...composed.flatMap((kind) => [`${kind}, seen`, `${kind}, held out`]),
        'text only',
        ...['product', 'product and colour', 'theme'].map((what) => `broad, ${what}`),
        ...['colour edit', 'theme edit', 'transfer'].map((kind) => `unseen wording, ${kind}`),
      ].sort(),
    );
    for (const group of groups) expect(lines.filter((line) => line.group === group)).toHaveLength(8);
  });

  it('names right answers that agree, held out where the group says so', () => {
    for (const line of lines) {
      const products = productsOf(line);
      expect(products.length).toBeGreaterThan(0);
      const pairs = new Set(products.map(({ category, theme }) => `${category}/${theme}`));
      const broad = line.group.startsWith('broad');
      // Broad words have many kinds of answer: all of one category, or all of one theme.
      const one = Math.min(
        ...[products.map(({ category }) => category), products.map(({ theme }) => theme)].map(kinds),
      );
      expect(broad ? one : pairs.size).toBe(1);
      if (broad || line.group.startsWith('unseen') || line.group === 'text only') continue;
      const heldOut = products.every(({ category, theme }) => isHeldOut(category, theme));
      expect(heldOut, JSON.stringify(line)).toBe(line.group.endsWith('held out'));
    }
  });

  it('leaves no slot and no alternative of a template open', () => {
    for (const { instruction } of lines) expect(instruction).not.toMatch(/[{}[\]|]/);
  });

  it('is read by leopard evaluate, and asks with pictures that the catalogue does not hold', async () => {
    const queries = await readQueries(join(folder, 'queries.jsonl'));
    expect(queries).toHaveLength(lines.length);
    const hash = async (file: string): Promise<string> =>
      createHash('sha256')
        .update(await readFile(file))
        .digest('hex');
    const stored = new Set(await Promise.all(entries.map(({ file }) => hash(join(folder, 'catalogue', file)))));
    const asked = queries.flatMap(({ image }) => image ?? []);
    expect(asked).toHaveLength(await readdir(join(folder, 'query-pictures')).then((files) => files.length));
    for (const file of asked) expect(stored.has(await hash(file))).toBe(false);
    const inWords = queries.filter(({ image }) => image === undefined);
    expect(inWords.every(({ group }) => group === 'text only' || group.startsWith('broad'))).toBe(true);
  });

  it('measures unseen wordings with sentences that training did not have', () => {
    const learned = new Set<string>(Object.values(TEMPLATES).flat());
    for (const template of Object.values(UNSEEN_TEMPLATES).flat()) expect(learned.has(template)).toBe(false);
  });
});
