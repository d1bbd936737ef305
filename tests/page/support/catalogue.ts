import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import { hasBrowser } from './browser.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** A data folder that holds the quickstart's pictures, to be copied. */
    catalogueData: string;
  }
}

export const LEOPARD = path.resolve(import.meta.dirname, '../../../dist/main.js');

/** Once for all tests of the page: the quickstart, as a newcomer runs it. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (!hasBrowser) return undefined;
  const folder = await mkdtemp(path.join(tmpdir(), 'leopard-page-'));
  await promisify(execFile)(process.execPath, [
    LEOPARD,
    'quickstart',
    '--once',
    '--port',
    '0',
    '--data-folder',
    folder,
  ]);
  project.provide('catalogueData', folder);
  return () => rm(folder, { recursive: true });
}
