import { sha256 } from '../../../lib/hash.js';
import { type ObjectDescription, type Objects, sheetKey } from '../../storage/types/index.js';
import type { RerankRequest } from '../types.js';

/** Part of every id: raise it when drawing changes, so that no old sheet passes for a new one. */
const SHEET_VERSION = 3;
const ID = /^[0-9a-f]{64}$/;
/** Width and height lead the IHDR chunk, which comes first (PNG specification, 11.2.1). */
const HEADER_BYTES = 24;
/** Of the declared bytes, what is left when the oldest sheets are deleted: not every further sheet looks at all of them. */
const FILL = 0.9;

/** A sheet that is kept. */
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
  return sha256(JSON.stringify([SHEET_VERSION, drawn, candidates.map(({ id }) => id)]));
}

/** Sheets as PNG objects; the oldest are deleted past `maximumBytes`. */
export class SheetStore {
  /** Bytes of all sheets, as far as is known here; undefined until the first one is put. */
  private total: number | undefined;
  private trimming: Promise<void> | undefined;

  constructor(
    private readonly objects: Pick<Objects, 'put' | 'get' | 'list' | 'delete'>,
    private readonly maximumBytes: number,
  ) {}

  /** Undefined where there is no sheet of that id, and for anything that is no id. */
  async get(id: string): Promise<StoredSheet | undefined> {
    if (!ID.test(id)) return undefined;
    const png = await this.objects.get(sheetKey(id));
    if (png === undefined || png.length < HEADER_BYTES) return undefined;
    const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
    return { id, png, width: view.getUint32(16), height: view.getUint32(20) };
  }

  async put(id: string, png: Uint8Array): Promise<void> {
    await this.objects.put(sheetKey(id), png, { contentType: 'image/png' });
    if (this.total !== undefined) this.total += png.length;
    if (this.total !== undefined && this.total <= this.maximumBytes) return;
    this.trimming ??= this.trim().finally(() => (this.trimming = undefined));
    await this.trimming;
  }

  private async trim(): Promise<void> {
    const sheets: ObjectDescription[] = [];
    for await (const sheet of this.objects.list('sheets/')) sheets.push(sheet);
    let total = sheets.reduce((sum, { bytes }) => sum + bytes, 0);
    const tooOld: string[] = [];
    if (total > this.maximumBytes) {
      // The newest stays whatever its size: somebody is about to look at it.
      for (const { key, bytes } of sheets.sort((a, b) => a.modified - b.modified).slice(0, -1)) {
        if (total <= FILL * this.maximumBytes) break;
        tooOld.push(key);
        total -= bytes;
      }
    }
    await this.objects.delete(tooOld);
    this.total = total;
  }
}
