import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { JsonObject } from '../../src/lib/json.js';

const FIXTURE = fileURLToPath(new URL('../fixtures/format-1', import.meta.url));

/** What the release answered that wrote the fixture, just before it was stopped. */
export interface Written {
  /** API key that may write. */
  readonly key: string;
  /** As they were sent; the last one was deleted. */
  readonly ids: readonly string[];
  /** SHA-256 of the picture of the first two searches. */
  readonly queryPicture: string;
  readonly searches: readonly {
    readonly id: string;
    readonly createdAt: string;
    readonly hits: readonly { readonly image: { readonly id: string }; readonly score: number }[];
  }[];
  readonly list: {
    readonly images: { readonly totalCount: number; readonly edges: readonly { readonly node: JsonObject }[] };
    readonly status: { readonly vectorStore: { readonly collection: string } };
  };
}

/** Ten years: the searches of the fixture do not expire. */
export const SEARCH_SECONDS = 10 * 365 * 24 * 3600;

/** A data folder that a release of the first format wrote: 13 pictures, three searches, two keys, a ranking, an index. */
export async function writtenFolder(): Promise<{ readonly folder: string; readonly written: Written }> {
  const folder = await mkdtemp(join(tmpdir(), 'leopard-migration-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await cp(join(FIXTURE, 'data'), folder, { recursive: true });
  const written = JSON.parse(await readFile(join(FIXTURE, 'expected.json'), 'utf8')) as Written;
  return { folder, written };
}
