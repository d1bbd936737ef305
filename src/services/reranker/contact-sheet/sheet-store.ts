import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RerankRequest } from '../types.js';

/** Part of every id: raise it when drawing changes, so that no old sheet passes for a new one. */
const SHEET_VERSION = 2;
const ID = /^[0-9a-f]{64}$/;

/** A sheet that is on disk. */
export interface StoredSheet {
  readonly id: string;
  readonly png: Uint8Array;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

/** What is drawn decides the id, and nothing else: the same pictures and instruction are one sheet. */
export function sheetId({ query, candidates }: Pick<RerankRequest, 'query' | 'candidates'>): string {
  const { image, region, instruction } = query;
  const drawn = image
    ? [image.id, region ? [region.left, region.top, region.width, region.height] : null, instruction ?? null]
    : null;
  return createHash('sha256')
    .update(JSON.stringify([SHEET_VERSION, drawn, candidates.map(({ id }) => id)]))
    .digest('hex');
}

/** Sheets as PNG files in a folder, each written whole or not at all; the oldest are deleted past `maximumBytes`. */
export class SheetStore {
  private trimming: Promise<void> | undefined;

  private constructor(
    private readonly folder: string,
    private readonly maximumBytes: number,
  ) {}

  static async open(folder: string, maximumBytes: number): Promise<SheetStore> {
    await mkdir(folder, { recursive: true });
    const store = new SheetStore(folder, maximumBytes);
    await store.trim();
    return store;
  }

  /** Undefined where there is no sheet of that id, and for anything that is no id. */
  async get(id: string): Promise<StoredSheet | undefined> {
    if (!ID.test(id)) return undefined;
    try {
      const png = await readFile(this.path(id));
      // Width and height lead the IHDR chunk, which comes first (PNG specification, 11.2.1).
      return { id, png, width: png.readUInt32BE(16), height: png.readUInt32BE(20) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  async put(id: string, png: Uint8Array): Promise<void> {
    const temporary = join(this.folder, `${randomUUID()}.part`);
    try {
      await writeFile(temporary, png);
      await rename(temporary, this.path(id));
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    this.trimming ??= this.trim().finally(() => (this.trimming = undefined));
    await this.trimming;
  }

  private path = (id: string): string => join(this.folder, `${id}.png`);

  private async trim(): Promise<void> {
    const files = await Promise.all(
      (await readdir(this.folder)).map(async (name) => {
        const path = join(this.folder, name);
        const found = await stat(path).catch(() => undefined);
        return { path, bytes: found?.size ?? 0, time: found?.mtimeMs ?? 0 };
      }),
    );
    // The newest stays whatever its size: somebody is about to look at it.
    const oldest = files.sort((a, b) => a.time - b.time).slice(0, -1);
    let total = files.reduce((sum, { bytes }) => sum + bytes, 0);
    for (const { path, bytes } of oldest) {
      if (total <= this.maximumBytes) break;
      await rm(path, { force: true });
      total -= bytes;
    }
  }
}
