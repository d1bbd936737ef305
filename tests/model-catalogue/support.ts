import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { CatalogueEntry, CatalogueFile } from '../../src/services/encoder/models/catalogue-entry.js';
import { type Hub } from '../../src/services/encoder/models/download/hub.js';
import { installModel, type InstallOptions } from '../../src/services/encoder/models/download/install.js';
import { LocalHub, Progress } from './local-hub.js';

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Bytes without a pattern, the same in every run. */
export function noise(length: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(length);
  let state = seed;
  for (let index = 0; index < length; index++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[index] = state >>> 24;
  }
  return bytes;
}

export const WEIGHTS = noise(300_000);
export const HUB_PATH = '/somebody/small/resolve/main/model.pth';

/** A catalogue entry of one weights file, of known size and hash unless told otherwise. */
export function entry(file: Partial<CatalogueFile> = {}, others: readonly CatalogueFile[] = []): CatalogueEntry {
  const source = { repository: 'somebody/small', revision: 'main', path: 'model.pth' };
  return {
    id: 'small',
    title: 'A small model',
    bundled: false,
    licence: 'MIT',
    source: 'nowhere',
    dimension: 8,
    limits: { instructionTokens: 16, instructionTokensWithImage: 8 },
    languages: ['en'],
    files: [{ name: 'model.pth', source, bytes: WEIGHTS.length, sha256: sha256(WEIGHTS), ...file }, ...others],
    config: { version: 1, name: 'small' },
    expectations: [],
  };
}

/** A hub and an empty models folder for each test. */
export function useHub() {
  const context: { hub: LocalHub; folder: string; notices: string[]; progress: Progress } = {
    hub: undefined as unknown as LocalHub,
    folder: '',
    notices: [],
    progress: new Progress(),
  };
  const clients: Hub[] = [];
  beforeEach(async () => {
    context.hub = await LocalHub.start();
    context.hub.files.set(HUB_PATH, { content: WEIGHTS });
    context.folder = await mkdtemp(join(tmpdir(), 'leopard-models-'));
    context.notices = [];
    context.progress = new Progress();
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.close()));
    await context.hub.close();
    await rm(context.folder, { recursive: true });
  });
  const install = (model: CatalogueEntry, options: Partial<InstallOptions> = {}) => {
    const client = options.hub ?? context.hub.client();
    clients.push(client);
    return installModel(model, {
      modelsFolder: context.folder,
      hub: client,
      onProgress: (_file, done, total) => context.progress.report(done, total),
      onNotice: (text) => context.notices.push(text),
      pause: () => Promise.resolve(),
      ...options,
    });
  };
  return { context, install };
}
